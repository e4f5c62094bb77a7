import type { ErrorCode } from '#protocol/errors'
import type { StreamEvent } from '#protocol/frames/server'
import type { Member, RoomFile, RoomRole, SharedRoom } from '#protocol/models'
import type { NewFile } from './files'

/**
 * What can be appended to a room. `by` is the person who asks; rights are checked under the stream's lock.
 * `key` is the idempotency key (a UUID) of message.send and ignored elsewhere.
 */
export type RoomCommand = { readonly key?: string } & (
  | {
      readonly type: 'message.send'
      readonly key: string
      readonly by: string
      readonly text: string
      readonly replyTo?: string | null
      readonly threadId?: null
    }
  | { readonly type: 'member.join'; readonly by: string }
  | { readonly type: 'member.add'; readonly by: string; readonly userId: string }
  | { readonly type: 'member.remove'; readonly by: string; readonly userId: string }
  | { readonly type: 'member.role'; readonly by: string; readonly userId: string; readonly role: RoomRole }
  | {
      readonly type: 'room.update'
      readonly by: string
      readonly name?: string
      readonly topic?: string
      readonly visibility?: 'open' | 'private'
      readonly memberLimit?: number | null
    }
  | { readonly type: 'room.archive'; readonly by: string }
  | { readonly type: 'call.start'; readonly by: string; readonly callId: string }
  /** `lost`: nobody saw its end; it counts to when it was last seen. */
  | { readonly type: 'call.end'; readonly callId: string; readonly lost?: true }
  /** By the server itself; the same id again changes nothing. */
  | { readonly type: 'file.add'; readonly file: NewFile; readonly parts: readonly NewFile[] }
  | { readonly type: 'file.remove'; readonly by: string; readonly fileId: string }
)

export type RoomCommandType = RoomCommand['type']

/** The payload of message.send's ack. A repeat gets the same, byte for byte. */
export type Sent = { messageId: string; roomId: string; seq: number; createdAt: string }

export type CommandResults = {
  'message.send': Sent
  'member.join': Member
  'member.add': Member
  'member.remove': null
  'member.role': Member
  'room.update': SharedRoom
  'room.archive': SharedRoom
  'call.start': { callId: string }
  'call.end': { callId: string }
  'file.add': RoomFile
  /** The file and its parts: whose bytes are nobody's now. */
  'file.remove': { fileIds: string[] }
}

/** `event` is null for a repeat and where nothing had to change. */
export type CommandOutcome<Type extends RoomCommandType = RoomCommandType> =
  { ok: true; event: StreamEvent | null; result: CommandResults[Type] } | { ok: false; code: ErrorCode; message: string }

/** What one append did: the head after it, and an outcome for every command in the order they were given. */
export type Appended = { head: number; generation: string; outcomes: CommandOutcome[] }
