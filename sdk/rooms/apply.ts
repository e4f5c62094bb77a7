import type { StreamEvent } from '#protocol/frames/server'
import type { PresenceChange, PresentUser, Room } from '#protocol/models'
import { limits } from '#protocol/limits'
import type { RoomList } from './room-list'
import type { RoomSnapshot } from './snapshots'

type PresenceSnapshot = RoomSnapshot['presence']

/** What an event of a room's stream does to the room in my list. The list may be newer than the event. */
export function applyToList(event: StreamEvent, list: RoomList, myId: string): void {
  const room = list.find(event.stream)
  if (!room) return
  if (event.type === 'room.updated') list.change(room.id, { ...event.payload.room, head: Math.max(room.head, event.seq) })
  else if (event.seq > room.head) list.change(room.id, { head: event.seq, unread: room.unread + unreadBy(event, myId) })
  if (event.type === 'member.joined' || event.type === 'member.updated') {
    if (event.payload.user.id === myId) list.change(room.id, { myRole: event.payload.role })
  } else if (event.type === 'member.left' && event.payload.user.id === myId) list.change(room.id, { myRole: null, unread: 0 })
}

export function applyPresence(known: PresenceSnapshot, online: number, changes: readonly PresenceChange[]): PresenceSnapshot {
  if (changes.length === 0) return online === known.online ? known : { ...known, online }
  const changed = new Map(changes.map((change) => [change.id, change]))
  const kept = known.users.filter(({ id }) => !changed.has(id))
  const come = changes.filter((change): change is PresentUser => change.state !== 'offline')
  return { online, users: [...kept, ...come].slice(0, limits.presenceNames) }
}

export function blankRoom(roomId: string, room: Room | null): RoomSnapshot {
  return {
    roomId,
    room,
    status: 'idle',
    error: null,
    timeline: [],
    hasOlder: false,
    loadingOlder: false,
    olderError: null,
    epoch: 0,
    presence: { online: 0, users: [] },
    typing: [],
    call: null,
    membersVersion: 0,
    callsVersion: 0,
    filesVersion: 0,
  }
}

function unreadBy(event: StreamEvent, myId: string): number {
  return event.type === 'message.new' && event.payload.message.author.id !== myId ? 1 : 0
}
