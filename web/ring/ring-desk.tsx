import { useCallback, useEffect } from 'react'
import { useTranslation } from 'react-i18next'
import type { Ring } from '#sdk/calls/rings'
import { useDesk } from '#web/call/desk'
import { useClient, useValue } from '#web/client'
import { preferences } from '#web/preferences'
import { navigate, roomPath } from '#web/router'
import { IncomingCall } from './incoming-call'
import { rung } from './rung'
import { useRinging } from './use-ringing'

/** Calls that ring me, on top of whatever page or window there is (a window hides nothing that is live). Alt+A and Alt+D answer the first of them from anywhere. */
export function RingDesk() {
  const { t } = useTranslation()
  const client = useClient()
  const { call, setStage } = useDesk()
  const { incoming, calling } = useValue(client.calls.rings)
  const [first] = incoming
  useRinging(
    'in',
    incoming.some(({ quiet }) => !quiet),
  )
  // where somebody is there already, there is better to be heard
  useRinging(
    'out',
    calling !== null && call !== null && call.callId === calling.callId && call.participants.length === 1 && rung(calling).length > 0,
  )

  const accept = useCallback(
    (ring: Ring, video: boolean) => {
      const { microphoneId, cameraId, talk } = preferences()
      client.calls.accept(ring, {
        // with push to talk it is off until the key is held
        audio: talk === 'open',
        video,
        ...(microphoneId === null ? {} : { microphoneId }),
        ...(cameraId === null ? {} : { cameraId }),
      })
      setStage(true)
      const room = client.rooms.getSnapshot().rooms.find(({ id }) => id === ring.roomId)
      if (room !== undefined) navigate(roomPath(room.slug))
    },
    [client, setStage],
  )
  const decline = useCallback((ring: Ring) => client.calls.decline(ring.callId), [client])

  useEffect(() => {
    if (first === undefined) return undefined
    const pressed = (event: KeyboardEvent) => {
      if (event.repeat || !event.altKey || event.ctrlKey || event.metaKey) return
      if (event.code === 'KeyA') accept(first, false)
      else if (event.code === 'KeyD') decline(first)
      else return
      event.preventDefault()
    }
    document.addEventListener('keydown', pressed)
    return () => document.removeEventListener('keydown', pressed)
  }, [first, accept, decline])

  if (first === undefined) return null
  return (
    <section
      aria-label={t('ring.label')}
      aria-live="assertive"
      className="pointer-events-auto fixed inset-x-0 bottom-0 z-50 flex flex-col gap-2 p-2 pad-safe-1 tablet:inset-auto tablet:top-4 tablet:right-4 tablet:w-96 tablet:p-0"
    >
      {incoming.map((ring) => (
        <IncomingCall
          key={ring.callId}
          ring={ring}
          keys={ring === first}
          onAccept={(video) => accept(ring, video)}
          onDecline={() => decline(ring)}
        />
      ))}
    </section>
  )
}
