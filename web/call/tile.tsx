import HeadphoneOff from 'lucide-react/icons/headphone-off'
import LoaderCircle from 'lucide-react/icons/loader-circle'
import MicOff from 'lucide-react/icons/mic-off'
import PictureInPicture2 from 'lucide-react/icons/picture-in-picture-2'
import Pin from 'lucide-react/icons/pin'
import PinOff from 'lucide-react/icons/pin-off'
import { useTranslation } from 'react-i18next'
import type { CallParticipant } from '#sdk/calls/snapshot'
import { Avatar } from '#web/ui/avatar'
import { cx } from '#web/ui/cx'
import type { Call } from './desk'
import type { Size } from './grid'
import { Picture } from './picture'
import { QualityMark } from './quality-mark'
import { TileButton } from './tile-button'
import { TileMenu } from './tile-menu'

export type TileProps = {
  /** Of the arrangement. */
  itemKey: string
  one: CallParticipant
  size: Size
  handle: Call
  moderator: boolean
  /** The call is recorded, and this person is not. */
  unrecorded?: boolean
  pinned: boolean
  pinnable: boolean
  onPin: () => void
}

/** One person on the stage: picture or letters, name, mute mark, and a ring while they speak. Their voice plays elsewhere. */
export function Tile({ itemKey, one, size, handle, moderator, unrecorded = false, pinned, pinnable, onPin }: TileProps) {
  const { t } = useTranslation()
  const { stream, self, media, user, quality } = one
  const picture = media.video && stream !== null
  const trouble = self || one.connection === 'connected' ? null : one.connection === 'failed' ? t('call.lost') : t('call.connecting')
  const words = [
    user.name,
    self ? t('you') : null,
    one.speaking ? t('call.speaking') : null,
    media.audio ? null : t('call.muted'),
    one.deafened ? t('stage.deaf') : null,
    unrecorded ? t('recording.not') : null,
    trouble ?? (quality === 'good' ? null : t(`stage.${quality}`)),
  ].filter((part) => part !== null)
  // buttons would hide the face: what they do is in the menu
  const small = size.width < 210
  return (
    <li
      aria-label={words.join(', ')}
      data-testid="tile"
      data-quality={quality}
      onDoubleClick={pinnable ? onPin : undefined}
      style={size}
      className={cx(
        'relative flex shrink-0 items-center justify-center overflow-hidden rounded bg-stage-tile outline-2 -outline-offset-2 transition-[outline-color]',
        one.speaking ? 'outline-stage-success' : 'outline-transparent',
        pinned && 'shadow-float',
      )}
    >
      {/* under the picture too, until its first frame is there */}
      <Avatar id={user.id} name={user.name} size={size.height > 170 ? 'xl' : 'lg'} />
      {picture && (
        <span className="absolute inset-0">
          <Picture stream={stream} mirrored={self} />
        </span>
      )}
      <span className="absolute top-2 right-2 flex gap-1">
        {picture && !self && !small && document.pictureInPictureEnabled && (
          <TileButton label={t('call.pip')} className="max-tablet:hidden" onClick={(event) => void inPicture(event.currentTarget)}>
            <PictureInPicture2 aria-hidden className="size-4" />
          </TileButton>
        )}
        {pinnable && !small && (
          <TileButton label={pinned ? t('call.unpin') : t('call.pin', { name: user.name })} data-pin={itemKey} onClick={onPin}>
            {pinned ? <PinOff aria-hidden className="size-4" /> : <Pin aria-hidden className="size-4" />}
          </TileButton>
        )}
        {!self && <TileMenu one={one} handle={handle} moderator={moderator} pinned={pinned} onPin={pinnable && small ? onPin : null} />}
      </span>
      <span
        aria-hidden
        className="absolute bottom-2 left-2 flex max-w-[calc(100%-1rem)] items-center gap-1.5 rounded-sm bg-stage-veil px-2 py-0.5 text-xs font-medium text-stage-ink"
      >
        {!media.audio && <MicOff className="size-3.5 shrink-0" />}
        {unrecorded && <span className="shrink-0 rounded-sm border border-current px-1 text-[0.65rem]">{t('recording.not')}</span>}
        {one.deafened && <HeadphoneOff className="size-3.5 shrink-0" />}
        <span className="truncate">{self ? `${user.name} (${t('you')})` : user.name}</span>
        {trouble === null && quality !== 'good' && <QualityMark quality={quality} />}
      </span>
      {trouble !== null && (
        <span
          aria-hidden
          className="absolute top-2 left-2 flex items-center gap-1.5 rounded-sm bg-stage-veil px-2 py-0.5 text-xs text-stage-ink"
        >
          {one.connection !== 'failed' && <LoaderCircle className="size-3.5 animate-turn" />}
          {trouble}
        </span>
      )}
    </li>
  )
}

async function inPicture(button: HTMLElement): Promise<void> {
  const video = button.closest('li')?.querySelector('video')
  await video?.requestPictureInPicture().catch(() => undefined)
}
