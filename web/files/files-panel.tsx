import Film from 'lucide-react/icons/film'
import { useState } from 'react'
import { useTranslation } from 'react-i18next'
import type { Room, RoomFile, User } from '#protocol/models'
import type { RoomStore } from '#sdk/rooms/room'
import { useClient, useValue } from '#web/client'
import { failureText } from '#web/failure-text'
import { loadPages } from '#web/load-pages'
import { mayModerate } from '#web/rooms/rights'
import { Button } from '#web/ui/button'
import { SidePanel } from '#web/ui/side-panel'
import { Bone, Empty, Failed, Loading } from '#web/ui/states'
import { useLoaded } from '#web/use-loaded'
import { FileRow } from './file-row'
import { PlayerDialog } from './player-dialog'

type FilesPanelProps = { store: RoomStore; room: Room; me: User; over: boolean; onClose: () => void }

const page = 50

/** The files of a room, the newest first. */
export function FilesPanel({ store, room, me, over, onClose }: FilesPanelProps) {
  const { t } = useTranslation()
  const client = useClient()
  const { filesVersion } = useValue(store)
  const [pages, setPages] = useState(1)
  const [playing, setPlaying] = useState<RoomFile | null>(null)
  const loaded = useLoaded(`${room.id} ${filesVersion} ${pages}`, () =>
    loadPages(pages, (request) => client.api.files.list(room.id, { limit: page, ...request })),
  )
  return (
    <>
      <SidePanel title={t('files.title')} close={t('files.close')} over={over} onClose={onClose}>
        {loaded.status === 'loading' && (
          <Loading label={t('files.loading')}>
            {['w-36', 'w-28'].map((width) => (
              <span key={width} className="flex h-14 items-center gap-3 px-2">
                <Bone className="h-9 w-16" />
                <Bone className={`h-3 ${width}`} />
              </span>
            ))}
          </Loading>
        )}
        {loaded.status === 'failed' && <Failed title={t('files.failed')} note={failureText(t, loaded.error)} onRetry={loaded.reload} />}
        {loaded.status === 'ready' && loaded.value.items.length === 0 && (
          <Empty title={t('files.none')} note={t('files.noneNote')} icon={<Film aria-hidden className="size-6" />} />
        )}
        {loaded.status === 'ready' && (
          <>
            <ul className="flex flex-col gap-1">
              {loaded.value.items.map((file) => (
                <FileRow key={file.id} file={file} mayRemove={mayModerate(me, room.myRole)} onPlay={() => setPlaying(file)} />
              ))}
            </ul>
            {loaded.value.more && (
              <Button tone="quiet" wide onClick={() => setPages(pages + 1)}>
                {t('files.more')}
              </Button>
            )}
          </>
        )}
      </SidePanel>
      {playing !== null && <PlayerDialog file={playing} onClose={() => setPlaying(null)} />}
    </>
  )
}
