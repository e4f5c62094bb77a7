import ChevronUp from 'lucide-react/icons/chevron-up'
import Expand from 'lucide-react/icons/expand'
import LayoutGrid from 'lucide-react/icons/layout-grid'
import Presentation from 'lucide-react/icons/presentation'
import { useTranslation } from 'react-i18next'
import { useClient, useValue } from '#web/client'
import { hasPeople } from '#web/direct/room-title'
import { setPreferences, usePreferences } from '#web/preferences'
import { CallingLine } from '#web/ring/calling-line'
import { RecordButton } from '#web/recording/record-button'
import { RecordingMark } from '#web/recording/recording-mark'
import { InvitePeople } from '#web/ring/invite-people'
import { mayModerate } from '#web/rooms/rights'
import { IconButton } from '#web/ui/button'
import { CallControls } from './call-controls'
import { CallNotes } from './call-notes'
import { CallState } from './call-state'
import { useDesk, type Desk } from './desk'
import { toggleFullScreen } from './full-screen'
import { TalkButton } from './talk-button'

/** Under the pictures: what the call has to say, how long it lasts, its buttons, how it is shown. */
export function StageFoot({ call }: { call: NonNullable<Desk['call']> }) {
  const { t } = useTranslation()
  const { setStage } = useDesk()
  const client = useClient()
  const { room } = useValue(client.rooms.room(call.roomId))
  const account = useValue(client.accounts)
  const { talk, callView } = usePreferences()
  const speaker = callView === 'speaker'
  return (
    <>
      <CallingLine callId={call.callId} />
      {call.participants.length === 1 && call.state === 'live' && room?.kind !== 'direct' && (
        <p className="pt-2 text-center text-sm">{t('call.alone')}</p>
      )}
      {call.participants.length === 1 && hasPeople(room) && (
        <div className="flex justify-center pt-2 tablet:hidden">
          <InvitePeople call={call} />
        </div>
      )}
      <div className="pt-2 empty:hidden">
        <RecordingMark call={call} />
      </div>
      <CallNotes call={call} />
      {talk === 'push' && (
        <div className="flex justify-center pt-2">
          <TalkButton handle={call.handle} on={call.media.audio} />
        </div>
      )}
      <div className="flex flex-wrap items-center justify-center gap-x-2 gap-y-1.5 pt-2">
        <span className="min-w-14 flex-1 truncate pl-1 text-sm max-tablet:hidden">
          <CallState call={call} />
          <span className="ml-3 hidden text-xs opacity-75 @min-[60rem]:inline">{t(talk === 'push' ? 'stage.pushHint' : 'call.hint')}</span>
        </span>
        <CallControls call={call} />
        <span className="flex justify-end gap-1 tablet:flex-1">
          <RecordButton call={call} may={account.status === 'signed-in' && mayModerate(account.user, room?.myRole ?? null)} />
          {hasPeople(room) && <InvitePeople call={call} className="max-tablet:hidden" />}
          <IconButton
            tone="stage"
            side="top"
            label={speaker ? t('stage.viewGrid') : t('stage.viewSpeaker')}
            onClick={() => setPreferences({ callView: speaker ? 'grid' : 'speaker' })}
          >
            {speaker ? <LayoutGrid aria-hidden className="size-4.5" /> : <Presentation aria-hidden className="size-4.5" />}
          </IconButton>
          <IconButton
            tone="stage"
            side="top"
            label={t('call.fullScreen')}
            className="max-tablet:hidden"
            onClick={(event) => void toggleFullScreen(event.currentTarget.closest('section'))}
          >
            <Expand aria-hidden className="size-4.5" />
          </IconButton>
          <IconButton tone="stage" side="top" label={t('call.smaller')} onClick={() => setStage(false)}>
            <ChevronUp aria-hidden className="size-4.5" />
          </IconButton>
        </span>
      </div>
    </>
  )
}
