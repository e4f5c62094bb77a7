import LoaderCircle from 'lucide-react/icons/loader-circle'
import MicOff from 'lucide-react/icons/mic-off'
import PictureInPicture2 from 'lucide-react/icons/picture-in-picture-2'
import Pin from 'lucide-react/icons/pin'
import PinOff from 'lucide-react/icons/pin-off'
import { useEffect, useRef, type ReactNode } from 'react'
import { useTranslation } from 'react-i18next'
import type { CallParticipant } from '#sdk/calls/snapshot'
import { Avatar } from '#web/ui/avatar'
import { cx } from '#web/ui/cx'

type TileProps = { one: CallParticipant; width: number; height: number; pinned: boolean; pinnable: boolean; onPin: () => void }

/** One person on the stage: picture or letters, name, mute mark, and a ring while they speak. Their voice plays elsewhere. */
export function Tile({ one, width, height, pinned, pinnable, onPin }: TileProps) {
  const { t } = useTranslation()
  const video = useRef<HTMLVideoElement>(null)
  const { stream, self, media, user } = one
  const picture = media.video && stream !== null
  useEffect(() => {
    const element = video.current
    if (element === null) return
    element.srcObject = stream
    element.play().catch(() => undefined)
  }, [stream, picture])

  const trouble = self || one.connection === 'connected' ? null : one.connection === 'failed' ? t('call.lost') : t('call.connecting')
  const words = [
    user.name,
    self ? t('you') : null,
    one.speaking ? t('call.speaking') : null,
    media.audio ? null : t('call.muted'),
    trouble,
  ].filter((part) => part !== null)
  return (
    <li
      aria-label={words.join(', ')}
      data-testid="tile"
      onDoubleClick={pinnable ? onPin : undefined}
      style={{ width, height }}
      className={cx(
        'relative flex items-center justify-center overflow-hidden rounded bg-stage-tile outline-2 -outline-offset-2 transition-[outline-color]',
        one.speaking ? 'outline-success' : 'outline-transparent',
        pinned && 'shadow-float',
      )}
    >
      {picture ? (
        <video ref={video} autoPlay playsInline muted className={cx('size-full object-cover', self && '-scale-x-100')} />
      ) : (
        <Avatar id={user.id} name={user.name} size={height > 170 ? 'xl' : 'lg'} />
      )}
      <span className="absolute top-2 right-2 flex gap-1">
        {picture && !self && document.pictureInPictureEnabled && (
          <TileButton label={t('call.pip')} onClick={() => void video.current?.requestPictureInPicture().catch(() => undefined)}>
            <PictureInPicture2 aria-hidden className="size-4" />
          </TileButton>
        )}
        {pinnable && (
          <TileButton label={pinned ? t('call.unpin') : t('call.pin', { name: user.name })} onClick={onPin}>
            {pinned ? <PinOff aria-hidden className="size-4" /> : <Pin aria-hidden className="size-4" />}
          </TileButton>
        )}
      </span>
      <span
        aria-hidden
        className="absolute bottom-2 left-2 flex max-w-[calc(100%-1rem)] items-center gap-1.5 rounded-sm bg-stage-veil px-2 py-0.5 text-xs font-medium text-stage-ink"
      >
        {!media.audio && <MicOff className="size-3.5 shrink-0" />}
        <span className="truncate">{self ? `${user.name} (${t('you')})` : user.name}</span>
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

function TileButton({ label, onClick, children }: { label: string; onClick: () => void; children: ReactNode }) {
  return (
    <button
      type="button"
      aria-label={label}
      title={label}
      onClick={onClick}
      onDoubleClick={(event) => event.stopPropagation()}
      className="inline-flex size-7 items-center justify-center rounded-sm bg-stage-veil text-stage-ink transition-opacity hover:opacity-85"
    >
      {children}
    </button>
  )
}
