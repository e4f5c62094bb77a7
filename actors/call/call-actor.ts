import { actor } from '#actors/runtime/actor'
import type { Reply } from '#actors/runtime/ask'
import { encodeEvent } from '#protocol/envelope'
import { Refused } from '#protocol/errors'
import type { Media, Participant } from '#protocol/models'
import { type Outlet, Roster, type Seat } from './roster'

/** A participant whose socket is gone keeps the seat this long (contract, section Calls). */
export const SEAT_KEPT_MS = 15_000

export type CallState = {
  callId: string
  roomId: string
  topology: 'p2p'
  epoch: number
  participants: Participant[]
}
export type CallJoined = CallState & { participantId: string }

type Relayed = 'call.offer' | 'call.answer' | 'call.ice'
type RelayPayload = { readonly callId: string; readonly epoch: number; readonly to: string }

export type CallMessage =
  | {
      readonly type: 'join'
      readonly sessionId: string
      readonly user: { readonly id: string; readonly name: string }
      readonly media: Media
      readonly outlet: Outlet
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
  | { readonly type: 'state'; readonly reply: Reply<CallState> }
  /** How the call fares for one participant, as its client measured. */
  | {
      readonly type: 'stats'
      readonly sessionId: string
      readonly summary: Readonly<Record<string, unknown>>
      readonly reply: Reply<object>
    }
  /** The session's socket is gone; ignored like `over`. */
  | { readonly type: 'lost'; readonly sessionId: string; readonly outletId: string }
  /** The session has a socket again. */
  | { readonly type: 'back'; readonly sessionId: string; readonly outlet: Outlet }
  | { readonly type: 'expired'; readonly sessionId: string; readonly losses: number }
  /** The room says it is over. */
  | { readonly type: 'close' }
  /** No longer a member of the room: every seat of the person is freed. */
  | { readonly type: 'removed'; readonly userId: string }

export type CallArgs = {
  readonly callId: string
  readonly roomId: string
  readonly limit: number
  /** Nobody sits here any more; `joins` is how many joins this call has handled, so that the room can tell a stale notice. */
  readonly onEmpty: (joins: number) => void
}

/**
 * One live P2P call: seats, and the relay of signaling between them. Only a seat may send, only to a seat of the same call, and a
 * seat is freed when its person leaves the room, so membership holds for every relayed frame.
 */
export const callActor = actor<CallMessage, CallArgs>('call', { capacity: 512, overflow: 'reject' }, async (self, args) => {
  const { callId, roomId } = args
  const roster = new Roster(args.limit)
  const epoch = 1
  let joins = 0

  const state = (): CallState => ({ callId, roomId, topology: 'p2p', epoch, participants: roster.participants() })
  const tellAll = (): void => {
    const text = encodeEvent('call.state', state())
    for (const seat of roster.all()) seat.outlet.send(text)
  }
  const free = (seat: Seat): void => {
    roster.free(seat)
    tellAll()
    if (roster.size === 0) args.onEmpty(joins)
  }
  const join = (message: Extract<CallMessage, { type: 'join' }>): void => {
    joins++
    const { sessionId, user, media, outlet, reply } = message
    let seat = roster.ofSession(sessionId)
    if (!seat && roster.full) return reply.fail(new Refused('call_full', `this call takes at most ${args.limit} people`))
    if (seat) Object.assign(seat, { media, outlet, present: true, losses: seat.losses + 1 })
    else seat = roster.take(sessionId, user, media, outlet)
    reply.ok({ ...state(), participantId: seat.participantId })
    tellAll()
  }
  const relay = ({ sessionId, frame, payload, reply }: Extract<CallMessage, { type: 'relay' }>): void => {
    const from = roster.ofSession(sessionId)
    if (!from) return reply.fail(notJoined())
    if (payload.epoch < epoch) return reply.fail(new Refused('stale_epoch', `the call is at epoch ${epoch}`))
    const seat = roster.seat(payload.to)
    if (!seat || seat === from) return reply.fail(new Refused('not_found', 'no such participant in this call'))
    if (!seat.present) return reply.fail(new Refused('unavailable', 'the participant is reconnecting', { retryAfterMs: 1_000 }))
    const { to: _to, ...rest } = payload
    seat.outlet.send(encodeEvent(frame, { ...rest, from: from.participantId } as never))
    reply.ok({})
  }

  for await (const message of self.inbox) {
    switch (message.type) {
      case 'join':
        join(message)
        break
      case 'relay':
        relay(message)
        break
      case 'media': {
        const seat = roster.ofSession(message.sessionId)
        if (!seat) {
          message.reply.fail(notJoined())
          break
        }
        seat.media = message.media
        message.reply.ok({})
        tellAll()
        break
      }
      case 'leave': {
        const seat = roster.ofSession(message.sessionId)
        if (seat) free(seat)
        if (seat) message.reply.ok({})
        else message.reply.fail(notJoined())
        break
      }
      case 'over': {
        const seat = roster.ofSession(message.sessionId)
        if (seat?.outlet.id === message.outletId) free(seat)
        break
      }
      case 'close':
        return
      case 'state':
        message.reply.ok(state())
        break
      case 'stats':
        if (roster.ofSession(message.sessionId)) message.reply.ok({})
        else message.reply.fail(notJoined())
        break
      case 'lost': {
        const seat = roster.ofSession(message.sessionId)
        if (!seat?.present || seat.outlet.id !== message.outletId) break
        seat.present = false
        seat.losses++
        self.after(SEAT_KEPT_MS, { type: 'expired', sessionId: seat.sessionId, losses: seat.losses })
        break
      }
      case 'back': {
        const seat = roster.ofSession(message.sessionId)
        if (!seat || (seat.present && seat.outlet.id === message.outlet.id)) break
        Object.assign(seat, { outlet: message.outlet, present: true, losses: seat.losses + 1 })
        seat.outlet.send(encodeEvent('call.state', state()))
        break
      }
      case 'expired': {
        const seat = roster.ofSession(message.sessionId)
        if (seat && !seat.present && seat.losses === message.losses) free(seat)
        break
      }
      case 'removed':
        for (const seat of [...roster.all()]) {
          if (seat.user.id !== message.userId) continue
          seat.outlet.send(encodeEvent('call.state', { ...state(), callId: null, participants: [] }))
          free(seat)
        }
        break
      default:
        message satisfies never
    }
  }
})

const notJoined = (): Refused => new Refused('call_not_joined', 'join the call first')
