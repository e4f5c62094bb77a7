import { useEffect, useState } from 'react'
import { useTranslation } from 'react-i18next'
import type { User } from '#protocol/models'
import { Stage } from '#web/call/stage'
import { useClient, useValue } from '#web/client'
import { Composer } from '#web/conversation/composer'
import { History } from '#web/conversation/history'
import { HistoryBones } from '#web/conversation/history-bones'
import { hasPeople, roomTitle } from '#web/direct/room-title'
import { failureText } from '#web/failure-text'
import { FilesPanel } from '#web/files/files-panel'
import { PeoplePanel } from '#web/people/people-panel'
import { setPreferences, usePreferences } from '#web/preferences'
import { ErrorBoundary } from '#web/ui/error-boundary'
import { useDesktop } from '#web/use-wide'
import { RoomHeader } from './room-header'
import { FailedRoom, GoneRoom } from './gone-room'

/** One room: header, the call's stage, the conversation, and the people beside it. */
export function RoomView({ roomId, user }: { roomId: string; user: User }) {
  const { t } = useTranslation()
  const client = useClient()
  const store = client.rooms.room(roomId)
  const snapshot = useValue(store)
  const desktop = useDesktop()
  const { people: wanted } = usePreferences()
  const [over, setOver] = useState(false)
  const [files, setFiles] = useState(false)
  useEffect(() => store.open(), [store])

  const peopleWanted = desktop ? wanted : over
  const showPeople = peopleWanted && !files
  const togglePeople = () => {
    // one thing beside the conversation at a time
    setFiles(false)
    if (files && peopleWanted) return
    if (desktop) setPreferences({ people: !wanted })
    else setOver(!over)
  }
  const toggleFiles = () => {
    setFiles(!files)
    setOver(false)
  }
  const { room } = snapshot

  if (snapshot.status === 'gone') return <GoneRoom title={t('room.gone')} note={t('room.goneNote')} />
  return (
    <div className="flex min-h-0 flex-1">
      <section aria-label={room === null ? t('loading') : roomTitle(t, room)} className="flex min-w-0 flex-1 flex-col">
        <RoomHeader
          room={room}
          call={snapshot.call}
          presence={snapshot.presence}
          peopleOpen={showPeople}
          onPeople={togglePeople}
          filesOpen={files}
          onFiles={toggleFiles}
        />
        <ErrorBoundary area="stage">
          <Stage roomId={roomId} />
        </ErrorBoundary>
        <ErrorBoundary area="conversation">
          {(snapshot.status === 'idle' || snapshot.status === 'loading') && <HistoryBones />}
          {snapshot.status === 'failed' && <FailedRoom note={failureText(t, snapshot.error)} onRetry={() => store.reload()} />}
          {snapshot.status === 'ready' && room !== null && <History key={snapshot.epoch} store={store} room={room} me={user.id} />}
          {room !== null && room.archivedAt === null && <Composer store={store} room={room} />}
          {room !== null && room.archivedAt !== null && (
            <p className="border-t border-line px-5 py-4 text-center text-sm text-soft">{t('room.archived')}</p>
          )}
        </ErrorBoundary>
      </section>
      {files && room !== null && room.myRole !== null && (
        <ErrorBoundary area="files">
          <FilesPanel store={store} room={room} me={user} over={!desktop} onClose={toggleFiles} />
        </ErrorBoundary>
      )}
      {showPeople && room !== null && hasPeople(room) && (
        <ErrorBoundary area="people">
          <PeoplePanel store={store} room={room} me={user} over={!desktop} onClose={togglePeople} />
        </ErrorBoundary>
      )}
    </div>
  )
}
