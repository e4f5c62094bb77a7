import type { Author, Message, Participant, PresentUser, Room } from '#protocol/models'
import type { RequestFailed } from '#sdk/failure'

/** One line of the conversation, ready to draw. Lists may key on `key`: it stays when a pending message becomes a committed one. */
export type TimelineItem = {
  readonly key: string
  /** For a message not yet committed `id` is the key, `seq` and `no` are 0 and `createdAt` is the local time. */
  readonly message: Message
  readonly delivery: 'sending' | 'sent' | 'failed'
  readonly error: RequestFailed | null
}

export type RoomsSnapshot = {
  readonly status: 'loading' | 'ready' | 'failed'
  readonly error: RequestFailed | null
  /** Rooms I am in and open ones, as the server orders them; `unread`, `readSeq` and `head` are kept current. */
  readonly rooms: readonly Room[]
}

export type RoomCall = { readonly callId: string; readonly participants: readonly Participant[] }

export type RoomSnapshot = {
  readonly roomId: string
  readonly room: Room | null
  /** idle: never opened. loading: no history yet. gone: not a member, or no such room. */
  readonly status: 'idle' | 'loading' | 'ready' | 'gone' | 'failed'
  readonly error: RequestFailed | null
  /** Ascending, without holes between the oldest and the newest. */
  readonly timeline: readonly TimelineItem[]
  readonly hasOlder: boolean
  readonly loadingOlder: boolean
  readonly olderError: RequestFailed | null
  /** Changes when local history was dropped and loaded anew (resync). */
  readonly epoch: number
  readonly presence: { readonly online: number; readonly users: readonly PresentUser[] }
  /** Others who type now. */
  readonly typing: readonly Author[]
  /** The live call of the room, whether or not I am in it. */
  readonly call: RoomCall | null
  /** Grows with every member event: reload the member list when it changes. */
  readonly membersVersion: number
  /** Grows with every call that ends: ask for the calls of the room again when it changes. */
  readonly callsVersion: number
  /** Grows when a file comes or goes: ask for the files of the room again when it changes. */
  readonly filesVersion: number
}
