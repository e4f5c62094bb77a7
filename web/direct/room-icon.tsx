import Hash from 'lucide-react/icons/hash'
import Lock from 'lucide-react/icons/lock'
import NotebookPen from 'lucide-react/icons/notebook-pen'
import UsersRound from 'lucide-react/icons/users-round'
import type { Room } from '#protocol/models'
import type { RoomSnapshot } from '#sdk/rooms/snapshots'
import { Avatar } from '#web/ui/avatar'
import { cx } from '#web/ui/cx'

type RoomIconProps = {
  room: Room
  presence: RoomSnapshot['presence']
  /** Of the mark that says least: that of an open room. */
  className?: string
}

/** What stands before a room's name: the face of the one I talk to, or the kind of the room. */
export function RoomIcon({ room, presence, className }: RoomIconProps) {
  const [other, ...more] = room.with ?? []
  if (room.kind === 'direct' && other !== undefined && more.length === 0) {
    const state = presence.users.find(({ id }) => id === other.id)?.state ?? 'offline'
    return <Avatar id={other.id} name={other.name} size="sm" state={state} />
  }
  const Icon = room.kind === 'direct' ? (other === undefined ? NotebookPen : UsersRound) : room.visibility === 'private' ? Lock : Hash
  return (
    <span className={cx('inline-flex w-6 shrink-0 justify-center', Icon === Hash && className)}>
      <Icon aria-hidden className="size-4 opacity-70" />
    </span>
  )
}
