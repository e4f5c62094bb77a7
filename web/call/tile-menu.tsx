import Ellipsis from 'lucide-react/icons/ellipsis'
import MicOff from 'lucide-react/icons/mic-off'
import Pin from 'lucide-react/icons/pin'
import PinOff from 'lucide-react/icons/pin-off'
import UserX from 'lucide-react/icons/user-x'
import { useState } from 'react'
import { useTranslation } from 'react-i18next'
import type { CallParticipant } from '#sdk/calls/snapshot'
import { failureText } from '#web/failure-text'
import { Button } from '#web/ui/button'
import { Confirm } from '#web/ui/dialog'
import { Popover } from '#web/ui/popover'
import { Slider } from '#web/ui/slider'
import { toast } from '#web/ui/toast'
import type { Call } from './desk'
import { TileButton } from './tile-button'
import { loudest, setVolume, useVolume } from './volumes'

type TileMenuProps = {
  one: CallParticipant
  handle: Call
  moderator: boolean
  pinned: boolean
  /** Where the tile has no room for a button of its own. */
  onPin: (() => void) | null
}

/** What I can do about one person in the call: how loud they are for me, how large, and, for moderators, what they are for everybody. */
export function TileMenu({ one, handle, moderator, pinned, onPin }: TileMenuProps) {
  const { t } = useTranslation()
  const [asking, setAsking] = useState(false)
  const { user, participantId, media } = one
  const volume = useVolume(user.id)
  const label = t('stage.actions', { name: user.name })
  const act = async (action: 'mute' | 'remove') => {
    try {
      await handle.moderate(participantId, action)
    } catch (error) {
      toast(failureText(t, error))
    }
  }
  return (
    <>
      <Popover
        label={label}
        trigger={
          <TileButton label={label}>
            <Ellipsis aria-hidden className="size-4" />
          </TileButton>
        }
      >
        <Slider
          label={t('stage.volume', { name: user.name })}
          value={volume}
          min={0}
          max={loudest}
          step={0.05}
          shown={t('stage.volumeOf', { percent: Math.round(volume * 100) })}
          onChange={(next) => setVolume(user.id, next)}
        />
        {onPin !== null && (
          <Button wide className="mt-3" onClick={onPin}>
            {pinned ? <PinOff aria-hidden className="size-4" /> : <Pin aria-hidden className="size-4" />}
            {pinned ? t('call.unpin') : t('call.pin', { name: user.name })}
          </Button>
        )}
        {moderator && (
          <div className="mt-3 flex flex-col gap-2 border-t border-line pt-3">
            {media.audio && (
              <Button wide onClick={() => void act('mute')}>
                <MicOff aria-hidden className="size-4" />
                {t('stage.mute')}
              </Button>
            )}
            <Button wide tone="danger-line" onClick={() => setAsking(true)}>
              <UserX aria-hidden className="size-4" />
              {t('stage.remove')}
            </Button>
          </div>
        )}
      </Popover>
      <Confirm
        open={asking}
        onOpenChange={setAsking}
        title={t('stage.removeTitle', { name: user.name })}
        note={t('stage.removeNote', { name: user.name })}
        action={t('stage.remove')}
        onConfirm={() => act('remove')}
      />
    </>
  )
}
