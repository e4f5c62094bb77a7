import type { Asker, CallJoined, CallState } from '#actors/call/messages'
import type { Outlet } from '#actors/call/roster'
import type { PersonState, PresentPerson } from '#actors/presence/room-presence'
import type { Outcome } from '#actors/runtime/exit'
import type { Reply } from '#actors/runtime/ask'
import type { StreamEvent } from '#protocol/frames/server'
import type { Author, Media, RoomRole } from '#protocol/models'
import type { Appended, CommandOutcome, RoomCommand } from '#src/data/commands'
import type { Connection } from './connection'

/** A session that hears a room through one connection. */
export type Attendee = {
  readonly sessionId: string
  readonly user: { readonly id: string; readonly name: string }
  readonly connection: Connection
  readonly state: PersonState
  /** False once the session has left again: a join that is still under way changes nothing any more. */
  here(): boolean
}

/** How a session got in. `far`: it is counted as here, but must read pages up to `head`, or wait for what was `sent`, and then `arrive`. */
export type RoomEntry = {
  readonly kind: 'live' | 'far'
  readonly head: number
  readonly sent?: number
  readonly role: RoomRole | null
  /** The seq at which this join made a member. */
  readonly since: number | null
  readonly presence: { readonly online: number; readonly users: readonly PresentPerson[] }
}

/** Replies are called in the turn in which the room changes, before any frame that follows from the change. */
export type RoomMessage =
  | { readonly type: 'command'; readonly command: RoomCommand; readonly reply: Reply<CommandOutcome> }
  /** Makes a member where the room is open, then lets the session in. */
  | { readonly type: 'join'; readonly attendee: Attendee; readonly cursor: number | null; readonly reply: Reply<RoomEntry> }
  /** Lets in a session whose membership was judged at `asOf` (resume); never makes a member. */
  | {
      readonly type: 'admit'
      readonly attendee: Attendee
      readonly asOf: number
      readonly cursor: number | null
      readonly reply: Reply<RoomEntry>
    }
  /** After `far`: now it has everything up to `cursor`. */
  | { readonly type: 'arrive'; readonly attendee: Attendee; readonly cursor: number; readonly reply: Reply<RoomEntry> }
  | { readonly type: 'leave'; readonly sessionId: string; readonly connection: Connection; readonly reply: Reply<object> }
  /** The session has ended, or was away too long: it leaves the call too. Ignored when it is here through another connection by now. */
  | { readonly type: 'over'; readonly sessionId: string; readonly connection: Connection }
  /** The session's socket is gone; it may resume. Ignored in the same way. */
  | { readonly type: 'away'; readonly sessionId: string; readonly connection: Connection }
  | { readonly type: 'state'; readonly sessionId: string; readonly state: PersonState }
  | { readonly type: 'typing'; readonly sessionId: string; readonly active: boolean; readonly reply: Reply<object> }
  | CallJoinMessage
  | { readonly type: 'call.state'; readonly from?: Asker; readonly reply: Reply<CallState | NoCallState> }
  | RoomSignal

/** What is answered where no call goes on. */
export type NoCallState = Omit<CallState, 'callId'> & { callId: null }

export type CallJoinMessage = {
  readonly type: 'call.join'
  readonly sessionId: string
  readonly user: { readonly id: string; readonly name: string }
  readonly media: Media
  readonly outlet: Outlet
  /** Whom the call rings where this join begins it: the others of a direct room. */
  readonly ring: readonly Author[]
  /** The head at which membership was seen. */
  readonly asOf: number
  readonly reply: Reply<CallJoined>
}

/** What the room tells itself, and what the node tells it. */
export type RoomSignal =
  | { readonly type: 'heads'; readonly head: number }
  | { readonly type: 'appended'; readonly outcome: Outcome<Appended> }
  | { readonly type: 'pulled'; readonly outcome: Outcome<readonly StreamEvent[]> }
  | { readonly type: 'turn' }
  | { readonly type: 'gathered' }
  | { readonly type: 'presence-due' }
  | { readonly type: 'typing-over'; readonly userId: string; readonly turn: number }
  | { readonly type: 'call.empty'; readonly callId: string; readonly joins: number }
  | { readonly type: 'call.exit'; readonly callId: string }
  | { readonly type: 'rest' }
