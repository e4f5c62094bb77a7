import type { Conference, ConferenceEvent } from '#media/conference'
import { encodeEvent } from '#protocol/envelope'
import { Refused } from '#protocol/errors'
import { conferenceAt, refusalOf } from './epochs'
import { tellPeer } from './conference-events'
import type { CallPart, LiveCall } from './live-call'
import { askConference } from './media-frames'
import type { CallMessage } from './messages'
import { type Announcement, begun, type Effect, type Migration, type MigrationEvent, type Sight, step } from './migration'
import type { Seat } from './roster'

type Of<T extends CallMessage['type']> = Extract<CallMessage, { type: T }>

/** The topology of a call and, over the SFU, its conference; while the call moves there may be two. `migration.ts` decides. */
export class CallMedia implements CallPart {
  readonly #call: LiveCall
  readonly #conferences = new Map<number, Conference>()
  #state: Migration = begun
  /** The last change everybody was told of. */
  #inForce: Announcement | null = null
  /** Those of the last conference: the codecs of all are the same. */
  #capabilities: Conference['routerRtpCapabilities'] | null = null
  /** What conferences reported and the loop has not seen yet: what a worker says cannot be refused, so it is no mailbox's. */
  #reported: { readonly epoch: number; readonly event: ConferenceEvent }[] = []

  constructor(call: LiveCall) {
    this.#call = call
  }

  get state(): Migration {
    return this.#state
  }

  /** The conference in force, for those who join it and for recording. */
  get conference(): Conference | null {
    const { topology, epoch } = this.#state
    return (topology === 'sfu' && this.#conferences.get(epoch)) || null
  }

  /** What the ack of a join has besides, over the SFU. */
  get capabilities(): { routerRtpCapabilities?: Readonly<Record<string, unknown>> } {
    const here = this.#state.topology === 'sfu' && this.#capabilities
    return here ? { routerRtpCapabilities: here as Readonly<Record<string, unknown>> } : {}
  }

  /** Moves the call to the SFU if it is not there: recording, a pair without a path, one too many for P2P. */
  want(reason: 'participants' | 'recording' | 'ice_failed' | 'asked'): void {
    this.step({ type: 'want', reason })
  }

  /** A participant asks for the SFU. */
  requested({ sessionId, reason }: Of<'request-topology'>): void {
    this.#call.seatOf(sessionId)
    if (reason === 'ice_failed') this.#call.args.journal?.iceFailed()
    if (this.#state.topology === 'p2p' && !this.#call.args.conferences()) throw unavailable('this server has no media server')
    this.step({ type: 'want', reason })
  }

  ready({ sessionId, epoch }: Of<'ready'>): void {
    const { participantId } = this.#call.seatOf(sessionId)
    const { topology, epoch: now } = this.#state
    if (topology === 'sfu' && epoch === now) return
    this.#conferenceAt(epoch)
    this.step({ type: 'ready', epoch, participantId })
  }

  signal({ sessionId, frame, reply }: Of<'signal'>): void {
    const { participantId } = this.#call.seatOf(sessionId)
    const { epoch } = frame.payload
    const conference = this.#conferenceAt(epoch)
    this.#call.self.go(
      () => askConference(conference, participantId, frame),
      (outcome) => ({
        type: 'then',
        run: () => {
          if (!this.#call.roster.seat(participantId)) {
            conference.leave(participantId) // what was made while they left
            return reply.fail(new Refused('call_not_joined', 'you left the call'))
          }
          if (this.#conferences.get(epoch) !== conference) reply.fail(refusalOf(this.#state, epoch))
          else if (outcome.ok) reply.ok(outcome.value)
          else reply.fail(outcome.error as Error)
          this.#look()
        },
      }),
    )
  }

  made({ epoch, outcome }: Of<'conference'>): void {
    if (outcome.ok) {
      this.#conferences.set(epoch, outcome.value)
      this.#capabilities = outcome.value.routerRtpCapabilities
    }
    this.step({ type: outcome.ok ? 'made' : 'unmade', epoch })
  }

  /** Takes what conferences reported. */
  reported(): void {
    const reported = this.#reported
    this.#reported = []
    for (const { epoch, event } of reported) {
      if (!this.#conferences.has(epoch)) continue
      if (event.type === 'lost') {
        this.#conferences.delete(epoch)
        this.step({ type: 'lost', epoch })
      } else if (event.type === 'settled') this.#look()
      else if (event.type !== 'speakers' || epoch === this.#state.epoch) tellPeer(this.#call, epoch, event)
    }
  }

  joined(seat: Seat): void {
    const { topology, move } = this.#state
    this.#tellMove(seat)
    if (topology === 'p2p' && !move && this.#call.roster.size > this.#call.args.p2pMax && this.#call.args.conferences())
      this.want('participants')
    this.#look()
  }

  /** They join anew and build everything anew. */
  again({ participantId }: Seat): void {
    for (const conference of this.#conferences.values()) conference.leave(participantId)
    this.step({ type: 'unready', participantId })
  }

  back(seat: Seat): void {
    if (this.#inForce) seat.outlet.send(this.#topologyFrame(this.#inForce))
    this.#tellMove(seat)
    for (const [at, conference] of this.#conferences)
      for (const consumer of conference.consumersOf(seat.participantId))
        tellPeer(this.#call, at, { type: 'consumer', peerId: seat.participantId, consumer })
    this.#look()
  }

  gone(): void {
    this.#look()
  }

  left({ participantId }: Seat): void {
    for (const conference of this.#conferences.values()) conference.leave(participantId)
    this.#look()
  }

  muted({ participantId }: Seat): void {
    for (const conference of this.#conferences.values())
      this.#call.self.go(
        () => conference.silence(participantId, 'mic'),
        () => ({ type: 'then', run: () => {} }),
      )
  }

  end(): void {
    for (const conference of this.#conferences.values()) conference.close()
    this.#conferences.clear()
  }

  #look(): void {
    if (this.#state.move?.stage === 'preparing') this.step({ type: 'look' })
  }

  step(event: MigrationEvent): void {
    const { state, effects } = step(this.#state, event, this.#sight())
    this.#state = state
    for (const effect of effects) this.#act(effect)
  }

  #act(effect: Effect): void {
    const { self, args } = this.#call
    switch (effect.do) {
      case 'make':
        return this.#make(effect.epoch)
      case 'close':
        this.#conferences.get(effect.epoch)?.close()
        this.#conferences.delete(effect.epoch)
        return
      case 'say-lost':
        this.#call.tell(encodeEvent('media.lost', { callId: args.callId, epoch: effect.epoch }))
        return this.#call.moved()
      case 'announce':
        this.#call.tell(this.#topologyFrame(effect.announced))
        if (effect.announced.phase === 'switched') {
          this.#inForce = effect.announced
          args.onTopology(effect.announced.topology)
          this.#call.tellState()
        }
        if (effect.announced.phase !== 'preparing') this.#call.moved()
        return
      case 'after':
        self.after(effect.ms, { type: 'migration', event: effect.event })
        return
      case 'count':
        args.metrics.migrations.inc({ outcome: effect.outcome })
        if (effect.outcome === 'unmade') this.#call.moved()
        return
      default:
        effect satisfies never
    }
  }

  #make(epoch: number): void {
    const { self, args } = this.#call
    const emit = (event: ConferenceEvent): void => {
      if (this.#reported.push({ epoch, event }) > 1) return
      self.go(
        () => Promise.resolve(),
        () => ({ type: 'conference-events' }),
      )
    }
    const open = async (signal: AbortSignal): Promise<Conference> => {
      const make = args.conferences()
      if (!make) throw unavailable('this server has no media server')
      const conference = await make(args.callId, emit)
      if (signal.aborted) conference.close() // the call ended meanwhile
      return conference
    }
    self.go(open, (outcome) => ({ type: 'conference', epoch, outcome }))
  }

  #conferenceAt(epoch: number): Conference {
    return conferenceAt(this.#state, this.#conferences, epoch)
  }

  #sight(): Sight {
    const { self, args, roster } = this.#call
    const { move } = this.#state
    const conference = move && this.#conferences.get(move.epoch)
    return {
      now: self.clock.now(),
      p2pMax: args.p2pMax,
      seated: roster.size,
      present: roster.present(),
      settled: (participantIds) => conference?.settled(participantIds) ?? false,
    }
  }

  #topologyFrame(announced: Announcement): string {
    const { routerRtpCapabilities } = this.#conferences.get(announced.epoch) ?? {}
    const capable = announced.phase !== 'reverted' && routerRtpCapabilities ? { routerRtpCapabilities } : {}
    return encodeEvent('call.topology', { callId: this.#call.args.callId, ...announced, ...capable } as never)
  }

  /** What one who was not there must know of a move under way. */
  #tellMove(seat: Seat): void {
    const { move, epoch } = this.#state
    if (move?.stage === 'preparing')
      seat.outlet.send(this.#topologyFrame({ epoch: move.epoch, topology: 'sfu', phase: 'preparing', reason: move.reason }))
    if (move?.stage === 'rebuilding') seat.outlet.send(encodeEvent('media.lost', { callId: this.#call.args.callId, epoch }))
  }
}

const unavailable = (message: string): Refused => new Refused('media_unavailable', message)
