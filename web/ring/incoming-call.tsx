import Phone from 'lucide-react/icons/phone'
import PhoneOff from 'lucide-react/icons/phone-off'
import Video from 'lucide-react/icons/video'
import { useEffect, useId, useRef } from 'react'
import { useTranslation } from 'react-i18next'
import type { Ring } from '#sdk/calls/rings'
import { writing } from '#web/call/use-push-to-talk'
import { useClient, useValue } from '#web/client'
import { Avatar } from '#web/ui/avatar'
import { Button } from '#web/ui/button'

type IncomingCallProps = { ring: Ring; keys: boolean; onAccept: (video: boolean) => void; onDecline: () => void }

/**
 * Somebody calls: who, where, and the three answers. It takes the focus, but no button has it: what one types or presses just then
 * must not answer. Who is writing goes on writing.
 */
export function IncomingCall({ ring, keys, onAccept, onDecline }: IncomingCallProps) {
  const { t } = useTranslation()
  const client = useClient()
  const { rooms } = useValue(client.rooms)
  const { supported } = client.calls
  const room = rooms.find(({ id }) => id === ring.roomId)
  const together = room?.kind === 'direct' && (room.with?.length ?? 0) < 2
  const sheet = useRef<HTMLDivElement>(null)
  const id = useId()

  useEffect(() => {
    const before = document.activeElement as HTMLElement | null
    if (before?.closest(writing)) return undefined
    const own = sheet.current
    own?.focus()
    return () => {
      // what had the focus has it again, unless the person went on to something else
      const gone = document.activeElement === null || document.activeElement === document.body || own?.contains(document.activeElement)
      if (gone) before?.focus()
    }
  }, [])

  return (
    <div
      ref={sheet}
      role="alertdialog"
      aria-labelledby={`${id}-who`}
      aria-describedby={`${id}-where`}
      tabIndex={-1}
      data-testid="incoming-call"
      className="animate-rise rounded-lg bg-paper p-4 shadow-float outline outline-line focus-visible:outline-offset-0"
    >
      <div className="flex items-center gap-3">
        <Avatar id={ring.from.id} name={ring.from.name} size="lg" className={ring.quiet ? '' : 'animate-pulse-soft'} />
        <div className="min-w-0 flex-1 leading-snug">
          <p id={`${id}-who`} className="truncate text-lg font-semibold">
            {ring.from.name}
          </p>
          <p id={`${id}-where`} className="text-sm text-soft">
            {together ? t(ring.media.video ? 'ring.callsVideo' : 'ring.calls') : t('ring.callsTo', { room: room?.name ?? '' })}
            {ring.quiet && <span className="block">{t('ring.busyMe')}</span>}
          </p>
        </div>
      </div>
      {!supported && <p className="mt-3 text-sm text-soft">{t('call.unsupported')}</p>}
      <div className="mt-4 grid grid-cols-2 gap-2">
        {supported && (
          <>
            <Button tone="primary" onClick={() => onAccept(false)}>
              <Phone aria-hidden className="size-4" />
              {t('ring.accept')}
            </Button>
            <Button onClick={() => onAccept(true)}>
              <Video aria-hidden className="size-4" />
              {t('ring.acceptVideo')}
            </Button>
          </>
        )}
        <Button tone="danger" className="col-span-2" onClick={onDecline}>
          <PhoneOff aria-hidden className="size-4" />
          {t('ring.decline')}
        </Button>
      </div>
      {keys && supported && <p className="mt-2 hidden text-center text-xs text-faint desktop:block">{t('ring.keys')}</p>}
    </div>
  )
}
