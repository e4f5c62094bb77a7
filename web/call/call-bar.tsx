import { useTranslation } from 'react-i18next'
import { useClient, useValue } from '#web/client'
import { RecordingDot } from '#web/recording/recording-dot'
import { navigate, roomPath, type Route } from '#web/router'
import { CallControls } from './call-controls'
import { CallState } from './call-state'
import { useDesk, type Desk } from './desk'

/** The call on a phone: a small bar over the bottom, gone while its stage is on screen. */
export function CallBar({ route }: { route: Route }) {
  const { call, stage } = useDesk()
  if (call === null) return null
  return <Bar call={call} route={route} stage={stage} />
}

function Bar({ call, route, stage }: { call: NonNullable<Desk['call']>; route: Route; stage: boolean }) {
  const { t } = useTranslation()
  const { setStage } = useDesk()
  const { room } = useValue(useClient().rooms.room(call.roomId))
  if (stage && route.page === 'room' && route.slug === room?.slug) return null
  const show = () => {
    setStage(true)
    if (room !== null) navigate(roomPath(room.slug))
  }
  return (
    <section
      aria-label={t('call.label', { name: room?.name ?? '' })}
      data-testid="call-bar"
      className="mx-2 mb-2 flex animate-rise items-center gap-2 rounded-lg bg-raised p-2 pl-3 shadow-float"
    >
      <button type="button" onClick={show} className="min-h-11 min-w-0 flex-1 text-left leading-tight">
        <span className="block truncate text-sm font-semibold">{room?.name}</span>
        <span className="flex items-center gap-1.5 text-xs text-soft">
          <CallState call={call} />
          <RecordingDot recording={call.recording} />
        </span>
      </button>
      <CallControls call={call} small few />
    </section>
  )
}
