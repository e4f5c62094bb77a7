import type { ServerPayload } from '#protocol/frames/server'
import type { Topology } from '#protocol/models'

type Announced = ServerPayload<'call.topology'>
export type Announcement = Omit<Announced, 'callId' | 'routerRtpCapabilities'>
export type Reason = Announced['reason']

/** Everybody present has this long to build the SFU side. */
export const PREPARE_MS = 10_000
/** Who joins while the others build is waited for this long after they were told to, and no move fails because of them. */
export const NEWCOMER_MS = 3_000
/** A conference that takes longer to make is given up. */
export const MAKE_MS = 5_000
/** After a move that failed, the next attempt, at most `RETRIES` times; a join tries at once. */
export const RETRY_MS = 30_000
export const RETRIES = 3
/** A call whose worker died looks for another this often, and after `HOMELESS_MS` goes back to P2P if it is small enough. */
export const REBUILD_MS = 250
export const HOMELESS_MS = 10_000

/** Where a call stands. Every attempt takes a number that was not used before. */
export type Migration = {
  readonly topology: Topology
  /** In force. */
  readonly epoch: number
  /** The highest number any attempt took. */
  readonly last: number
  readonly move:
    | null
    /** A conference is being made; nobody was told. */
    | { readonly stage: 'making'; readonly epoch: number; readonly reason: Reason }
    /** Everybody builds; P2P still plays. */
    | {
        readonly stage: 'preparing'
        readonly epoch: number
        readonly reason: Reason
        readonly ready: ReadonlySet<string>
        /** Who was there when it began. */
        readonly first: ReadonlySet<string>
        readonly newcomersCount: boolean
      }
    /** The worker died: a conference is being made in place of the one lost. */
    | { readonly stage: 'rebuilding'; readonly epoch: number; readonly since: number }
  readonly failed: { readonly reason: Reason; readonly tries: number } | null
}

export type MigrationEvent =
  /** The SFU is needed. */
  | { readonly type: 'want'; readonly reason: Reason }
  | { readonly type: 'made' | 'unmade'; readonly epoch: number }
  | { readonly type: 'ready'; readonly epoch: number; readonly participantId: string }
  /** They begin anew. */
  | { readonly type: 'unready'; readonly participantId: string }
  /** Somebody came or went, or confirmed a consumer. */
  | { readonly type: 'look' }
  | { readonly type: 'lost'; readonly epoch: number }
  | { readonly type: 'late'; readonly epoch: number; readonly what: 'conference' | 'newcomers' | 'everybody' }
  | { readonly type: 'retry' | 'remake'; readonly last: number }

export type Effect =
  | { readonly do: 'make' | 'close' | 'say-lost'; readonly epoch: number }
  | { readonly do: 'announce'; readonly announced: Announcement }
  | { readonly do: 'after'; readonly ms: number; readonly event: MigrationEvent }
  | { readonly do: 'count'; readonly outcome: 'switched' | 'reverted' | 'unmade' | 'rebuilt' | 'p2p' }

/** What the machine may see of the call. */
export type Sight = {
  readonly now: number
  readonly p2pMax: number
  readonly seated: number
  readonly present: readonly string[]
  /** None of these owes a `media.ready` to the conference of the move. */
  readonly settled: (participantIds: readonly string[]) => boolean
}

export type Step = { readonly state: Migration; readonly effects: readonly Effect[] }

export const begun: Migration = { topology: 'p2p', epoch: 1, last: 1, move: null, failed: null }

/** How a call moves between P2P and SFU, as a pure function: what happened in, what to do out. */
export function step(state: Migration, event: MigrationEvent, sight: Sight): Step {
  const { move } = state
  const stay: Step = { state, effects: [] }
  switch (event.type) {
    case 'want':
      return state.topology === 'sfu' || move ? stay : make(state, event.reason)
    case 'made':
      if (move?.epoch === event.epoch && move.stage === 'making') return prepare(state, move.reason, sight)
      if (move?.epoch === event.epoch && move.stage === 'rebuilding') return rebuilt(state)
      return { state, effects: [{ do: 'close', epoch: event.epoch }] }
    case 'unmade':
      return move?.epoch === event.epoch && move.stage !== 'preparing' ? unmade(state, sight) : stay
    case 'ready':
      if (move?.stage !== 'preparing' || move.epoch !== event.epoch) return stay
      return whole({ ...state, move: { ...move, ready: move.ready.union(new Set([event.participantId])) } }, sight)
    case 'unready': {
      if (move?.stage !== 'preparing') return stay
      const ready = move.ready.difference(new Set([event.participantId]))
      return { state: { ...state, move: { ...move, ready } }, effects: [] }
    }
    case 'look':
      return whole(state, sight)
    case 'lost':
      if (move?.epoch === event.epoch) return move.stage === 'preparing' ? revert(state) : unmade(state, sight)
      return state.topology === 'sfu' && !move && state.epoch === event.epoch ? rebuild(state, sight) : stay
    case 'late':
      if (move?.epoch !== event.epoch) return stay
      if (move.stage !== 'preparing') return event.what === 'conference' ? unmade(state, sight) : stay
      if (event.what === 'newcomers') return whole({ ...state, move: { ...move, newcomersCount: false } }, sight)
      return event.what === 'everybody' ? revert(state) : stay
    case 'retry': {
      const { failed } = state
      const still = failed && !move && state.last === event.last && (failed.reason !== 'participants' || sight.seated > sight.p2pMax)
      return still ? make(state, failed.reason) : stay
    }
    case 'remake':
      return move?.stage === 'rebuilding' && state.last === event.last ? remake(state, move.since) : stay
    default:
      return event satisfies never
  }
}

function make(state: Migration, reason: Reason): Step {
  const epoch = state.last + 1
  return { state: { ...state, last: epoch, move: { stage: 'making', epoch, reason } }, effects: making(epoch) }
}

const making = (epoch: number): Effect[] => [
  { do: 'make', epoch },
  { do: 'after', ms: MAKE_MS, event: { type: 'late', epoch, what: 'conference' } },
]

function prepare(state: Migration, reason: Reason, { present }: Sight): Step {
  const epoch = state.last
  return {
    state: { ...state, move: { stage: 'preparing', epoch, reason, ready: new Set(), first: new Set(present), newcomersCount: true } },
    effects: [
      { do: 'announce', announced: { epoch, topology: 'sfu', phase: 'preparing', reason } },
      { do: 'after', ms: NEWCOMER_MS, event: { type: 'late', epoch, what: 'newcomers' } },
      { do: 'after', ms: PREPARE_MS, event: { type: 'late', epoch, what: 'everybody' } },
    ],
  }
}

/** Switches when everybody who counts is ready and hears what they should. Who has no socket at the moment does not count. */
function whole(state: Migration, { present, settled }: Sight): Step {
  const { move } = state
  if (move?.stage !== 'preparing' || present.length === 0) return { state, effects: [] }
  const first = present.filter((id) => move.first.has(id))
  const counting = move.newcomersCount || first.length === 0 ? present : first
  if (!counting.every((id) => move.ready.has(id)) || !settled(counting)) return { state, effects: [] }
  const { epoch, reason } = move
  return {
    state: { ...state, topology: 'sfu', epoch, move: null, failed: null },
    effects: [
      { do: 'announce', announced: { epoch, topology: 'sfu', phase: 'switched', reason } },
      { do: 'count', outcome: 'switched' },
    ],
  }
}

function revert(state: Migration): Step {
  const { state: after, effects } = fail(state)
  const { epoch, reason } = state.move as Extract<Migration['move'], { stage: 'preparing' }>
  return {
    state: after,
    effects: [
      { do: 'announce', announced: { epoch, topology: 'sfu', phase: 'reverted', reason } },
      { do: 'close', epoch },
      { do: 'count', outcome: 'reverted' },
      ...effects,
    ],
  }
}

/** There is no conference: the attempt is over, or the next one begins in a moment. */
function unmade(state: Migration, { now, seated, p2pMax }: Sight): Step {
  const { move } = state
  if (move?.stage !== 'rebuilding') {
    const { state: after, effects } = fail(state)
    return { state: after, effects: [{ do: 'count', outcome: 'unmade' }, ...effects] }
  }
  if (now - move.since < HOMELESS_MS || seated > p2pMax)
    return { state, effects: [{ do: 'after', ms: REBUILD_MS, event: { type: 'remake', last: state.last } }] }
  const epoch = state.last + 1
  return {
    state: { topology: 'p2p', epoch, last: epoch, move: null, failed: null },
    effects: [
      { do: 'announce', announced: { epoch, topology: 'p2p', phase: 'switched', reason: 'worker_lost' } },
      { do: 'count', outcome: 'p2p' },
    ],
  }
}

function fail(state: Migration): Step {
  const { move, failed, last } = state
  const tries = (failed?.tries ?? 0) + 1
  const reason = move && move.stage !== 'rebuilding' ? move.reason : 'participants'
  const again: Effect[] = tries <= RETRIES ? [{ do: 'after', ms: RETRY_MS, event: { type: 'retry', last } }] : []
  return { state: { ...state, move: null, failed: { reason, tries } }, effects: again }
}

function rebuild(state: Migration, { now }: Sight): Step {
  const { state: after, effects } = remake(state, now)
  return { state: after, effects: [{ do: 'say-lost', epoch: state.epoch }, ...effects] }
}

function remake(state: Migration, since: number): Step {
  const epoch = state.last + 1
  return { state: { ...state, last: epoch, move: { stage: 'rebuilding', epoch, since } }, effects: making(epoch) }
}

function rebuilt(state: Migration): Step {
  const epoch = state.last
  return {
    state: { ...state, epoch, move: null },
    effects: [
      { do: 'announce', announced: { epoch, topology: 'sfu', phase: 'switched', reason: 'worker_lost' } },
      { do: 'count', outcome: 'rebuilt' },
    ],
  }
}
