import Maximize2 from 'lucide-react/icons/maximize-2'
import MicOff from 'lucide-react/icons/mic-off'
import { useTranslation } from 'react-i18next'
import { useClient, useValue } from '#web/client'
import { navigate, roomPath } from '#web/router'
import { RecordingMark } from '#web/recording/recording-mark'
import { Avatar } from '#web/ui/avatar'
import { IconButton } from '#web/ui/button'
import { cx } from '#web/ui/cx'
import { CallControls } from './call-controls'
import { CallState } from './call-state'
import { useDesk, type Desk } from './desk'
import { DeviceProblems } from './device-problems'

/** The call at the foot of the rail, wherever one reads: who speaks, and the buttons. */
export function CallDock() {
  const { call } = useDesk()
  return call === null ? null : <Dock call={call} />
}

function Dock({ call }: { call: NonNullable<Desk['call']> }) {
  const { t } = useTranslation()
  const { setStage } = useDesk()
  const { room } = useValue(useClient().rooms.room(call.roomId))
  const name = room?.name ?? ''
  const show = () => {
    setStage(true)
    if (room !== null) navigate(roomPath(room.slug))
  }
  return (
    <section
      aria-label={t('call.label', { name })}
      data-testid="call-dock"
      className="flex animate-rise flex-col gap-2.5 border-t border-line bg-raised p-3"
    >
      <div className="flex items-center gap-2">
        <span
          aria-hidden
          className={cx('size-2 shrink-0 rounded-full', call.state === 'live' ? 'bg-success' : 'animate-pulse-soft bg-warning')}
        />
        <div className="min-w-0 flex-1 leading-tight">
          <p className="truncate text-sm font-semibold">{name}</p>
          <p className="text-xs text-soft" role="status">
            <CallState call={call} />
          </p>
        </div>
        <IconButton label={t('call.stage')} side="top" onClick={show}>
          <Maximize2 aria-hidden className="size-4.5" />
        </IconButton>
      </div>
      <ul className="flex flex-wrap gap-1.5">
        {call.participants.map((one) => (
          <li key={one.participantId} className="relative">
            <Avatar
              id={one.user.id}
              name={one.user.name}
              size="sm"
              className={cx('outline-2 outline-offset-1', one.speaking ? 'outline-success' : 'outline-transparent')}
            />
            {!one.media.audio && (
              <span className="absolute right-0 -bottom-1 rounded-full bg-raised p-0.5 text-danger">
                <MicOff aria-hidden className="size-2.5" />
              </span>
            )}
            <span className="sr-only">
              {one.user.name}
              {one.speaking ? `, ${t('call.speaking')}` : ''}
              {one.media.audio ? '' : `, ${t('call.muted')}`}
            </span>
          </li>
        ))}
      </ul>
      <RecordingMark call={call} quiet />
      <DeviceProblems problems={call.deviceProblems} />
      <div className="flex items-center justify-between gap-1.5">
        <CallControls call={call} small />
      </div>
    </section>
  )
}
