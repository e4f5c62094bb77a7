import type { Conference, ConferenceEvent } from '#media/conference'
import type { Reply } from '#actors/runtime/ask'
import type { Outcome } from '#actors/runtime/exit'
import type { CallStats } from '#protocol/frames/call-stats'
import type { ClientFrame, ClientPayload } from '#protocol/frames/client'
import type { ServerPayload } from '#protocol/frames/server'
import type { Author, Media, Participant, Topology } from '#protocol/models'
import type { CallNotes } from '#src/data/calls'
import type { Metrics } from '#src/observe/metrics'
import type { Journal } from './journal'
import type { MigrationEvent, Reason } from './migration'
import type { Rings } from './rings'
import type { CallRecorder } from './recorder'
import type { Outlet } from './roster'

export type CallState = {
  callId: string
  roomId: string
  topology: Topology
  epoch: number
  participants: Participant[]
  /** Who is rung now. */
  ringing?: Author[]
}
export type CallJoined = CallState & { participantId: string; routerRtpCapabilities?: Readonly<Record<string, unknown>> }

export type Relayed = 'call.offer' | 'call.answer' | 'call.ice'
/** What a relayed frame says, with `to` in place of `from`. */
export type RelayPayload = { [T in Relayed]: Omit<ServerPayload<T>, 'from'> & { readonly to: string } }[Relayed]

/** A session that asks, and how it is reached. */
export type Asker = { readonly sessionId: string; readonly outlet: Outlet }

export type CallMessage =
  | {
      readonly type: 'join'
      readonly sessionId: string
      readonly user: { readonly id: string; readonly name: string }
      readonly media: Media
      readonly outlet: Outlet
      /** Whom the call rings where this join begins it. */
      readonly ring?: readonly Author[]
      readonly reply: Reply<CallJoined>
    }
  | {
      readonly type: 'relay'
      readonly sessionId: string
      readonly frame: Relayed
      readonly payload: RelayPayload
      readonly reply: Reply<object>
    }
  | { readonly type: 'media'; readonly sessionId: string; readonly media: Media; readonly reply: Reply<object> }
  | { readonly type: 'leave'; readonly sessionId: string; readonly reply: Reply<object> }
  /** The session is over, as far as this outlet knows: ignored when it is here through another one by now. */
  | { readonly type: 'over'; readonly sessionId: string; readonly outletId: string }
  /** Asked over a new socket of a session that has a seat, it is back. */
  | { readonly type: 'state'; readonly from?: Asker; readonly reply: Reply<CallState> }
  /** By a moderator or an owner of the room, as the session has judged. */
  | {
      readonly type: 'moderate'
      readonly by: { readonly id: string; readonly name: string }
      readonly participantId: string
      readonly action: ClientPayload<'call.moderate'>['action']
      readonly reply: Reply<object>
    }
  /** By a moderator or an owner of the room, as the session has judged. */
  | { readonly type: 'recording-start'; readonly sessionId: string; readonly reply: Reply<object> }
  | {
      readonly type: 'recording-consent'
      readonly sessionId: string
      readonly recordingId: string
      readonly given: boolean
      readonly reply: Reply<object>
    }
  /** `may`: a moderator or an owner. */
  | {
      readonly type: 'recording-stop'
      readonly sessionId: string
      readonly recordingId: string
      readonly may: boolean
      readonly reply: Reply<object>
    }
  /** How the call fares for one participant, as its client measured. */
  | {
      readonly type: 'stats'
      readonly sessionId: string
      readonly summary: CallStats
      readonly reply: Reply<object>
    }
  /** The session's socket is gone; ignored like `over`. */
  | { readonly type: 'lost'; readonly sessionId: string; readonly outletId: string }
  /** The session has a socket again. */
  | { readonly type: 'back'; readonly sessionId: string; readonly outlet: Outlet }
  | { readonly type: 'expired'; readonly sessionId: string; readonly losses: number }
  /** Over the SFU: what a seat asks of the media of the call. */
  | { readonly type: 'signal'; readonly sessionId: string; readonly frame: MediaFrame; readonly reply: Reply<object> }
  | { readonly type: 'ready'; readonly sessionId: string; readonly epoch: number; readonly reply: Reply<object> }
  | { readonly type: 'request-topology'; readonly sessionId: string; readonly reason: Reason; readonly reply: Reply<object> }
  | RingMessage
  | CallSignal
  /** The room says it is over. */
  | { readonly type: 'close' }
  /** No longer a member of the room: every seat of the person is freed. */
  | { readonly type: 'removed'; readonly userId: string }

/** Who is called into it. That those invited are members of the room, the session has judged. */
export type RingMessage =
  | { readonly type: 'invite'; readonly sessionId: string; readonly people: readonly Author[]; readonly reply: Reply<object> }
  | { readonly type: 'decline'; readonly userId: string; readonly reply: Reply<object> }
  | { readonly type: 'ring-over'; readonly userId: string; readonly nth: number }

/** What a call tells itself. */
export type CallSignal =
  | { readonly type: 'state-due' }
  | { readonly type: 'migration'; readonly event: MigrationEvent }
  | { readonly type: 'conference'; readonly epoch: number; readonly outcome: Outcome<Conference> }
  | { readonly type: 'conference-events' }
  /** Work beside the loop is done; `run` acts on its outcome within the loop. */
  | { readonly type: 'then'; readonly run: () => void }

/** What a participant may ask of the media of a call. */
export type MediaFrame = Extract<ClientFrame, { type: `media.${string}` }>

/** Makes the media of one call; `emit` hears what happens in it. */
export type OpenConference = (callId: string, emit: (event: ConferenceEvent) => void) => Promise<Conference>

/** What the room says when it starts a call. */
export type CallStart = {
  readonly callId: string
  readonly roomId: string
  /** Nobody sits here any more; `joins` is how many joins this call has handled, so that the room can tell a stale notice. */
  readonly onEmpty: (joins: number) => void
}

/** What all calls of this node share. */
export type CallPorts = {
  /** Most people in a call without a media server. */
  readonly p2pMax: number
  /** Most people in a call with one. */
  readonly sfuMax: number
  /** Null while there is no media server; asked whenever it matters. */
  readonly conferences: () => OpenConference | null
  /** There is none, but for a moment only: its workers are on their way back. */
  readonly restarting: () => boolean
  /** Asked whenever somebody wants to record. */
  readonly recorder: () => CallRecorder
  readonly rings: Rings
  readonly notes: CallNotes
  readonly metrics: Pick<Metrics, 'migrations' | 'rings'>
  readonly journal?: Journal
}

export type CallArgs = CallStart & CallPorts & { readonly onTopology: (topology: Topology) => void }
