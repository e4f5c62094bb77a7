import ChevronUp from 'lucide-react/icons/chevron-up'
import { useState } from 'react'
import { useTranslation } from 'react-i18next'
import { useClient, useValue } from '#web/client'
import { hasPeople } from '#web/direct/room-title'
import { usePreferences } from '#web/preferences'
import { CallingLine } from '#web/ring/calling-line'
import { RecordingMark } from '#web/recording/recording-mark'
import { useRecord } from '#web/recording/use-record'
import { InvitePeople } from '#web/ring/invite-people'
import { LeftAlone } from '#web/ring/left-alone'
import { mayModerate } from '#web/rooms/rights'
import { IconButton } from '#web/ui/button'
import { CallControls } from './call-controls'
import { CallNotes } from './call-notes'
import { CallState } from './call-state'
import { useDesk, type Desk } from './desk'
import { StageButtons, type StageAct } from './stage-buttons'
import { StageMenu } from './stage-menu'
import { TalkButton } from './talk-button'

/** So wide a stage has room for every button, and for those of the call itself. */
const roomForAll = 580
const roomForCall = 470

/** Under the pictures: what the call has to say, how long it lasts, its buttons in one row; those there is no room for are in a menu. */
export function StageFoot({ call, width }: { call: NonNullable<Desk['call']>; width: number }) {
  const { t } = useTranslation()
  const { setStage } = useDesk()
  const client = useClient()
  const [inviting, setInviting] = useState(false)
  const { room } = useValue(client.rooms.room(call.roomId))
  const account = useValue(client.accounts)
  const { talk } = usePreferences()
  const record = useRecord(call, account.status === 'signed-in' && mayModerate(account.user, room?.myRole ?? null))
  const few = width < roomForCall
  const acts: StageAct = { record, invite: hasPeople(room) ? () => setInviting(true) : null }
  return (
    <>
      <CallingLine callId={call.callId} />
      {room?.kind === 'direct' && <LeftAlone call={call} room={room} />}
      {call.participants.length === 1 && call.state === 'live' && room?.kind !== 'direct' && (
        <p className="pt-2 text-center text-sm">{t('call.alone')}</p>
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
      <div className="flex items-center justify-center gap-2 pt-2">
        <span className="min-w-14 flex-1 truncate pl-1 text-sm">
          <CallState call={call} />
          <span className="ml-3 hidden text-xs opacity-75 @min-[60rem]:inline">{t(talk === 'push' ? 'stage.pushHint' : 'call.hint')}</span>
        </span>
        <CallControls call={call} few={few} more={width >= roomForAll ? null : <StageMenu call={call} all={few} {...acts} />} />
        <span className="flex flex-1 justify-end gap-1">
          {width >= roomForAll && <StageButtons {...acts} />}
          <IconButton tone="stage" side="top" label={t('call.smaller')} onClick={() => setStage(false)}>
            <ChevronUp aria-hidden className="size-4.5" />
          </IconButton>
        </span>
      </div>
      <InvitePeople call={call} open={inviting} onOpenChange={setInviting} />
    </>
  )
}
