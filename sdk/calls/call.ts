import type { AckPayload } from '#protocol/frames/client'
import type { ServerFrame, ServerPayload } from '#protocol/frames/server'
import type { Author, Participant } from '#protocol/models'
import type { Clock } from '#sdk/clock'
import type { Connection } from '#sdk/connection/connection'
import { failure, type RequestFailed } from '#sdk/failure'
import { Value, type Observable } from '#sdk/observable'
import { Levels, TrackMeter } from './levels'
import { LocalMedia } from './local-media'
import type { MediaPort } from './media-port'
import { Mesh } from './mesh'
import { patiently } from './patiently'
import type { PeerStats } from './plane'
import { blankCall, drawParticipants, type CallSnapshot, type JoinOptions } from './snapshot'

export type CallOptions = {
  readonly roomId: string
  readonly join: JoinOptions
  readonly port: MediaPort
  readonly connection: Connection
  readonly clock: Clock
  readonly me: () => Author
  /** It is over: left or failed. */
  readonly ended: (call: Call) => void
  readonly mediaChanged: (call: Call) => void
}

type Seat = AckPayload<'call.join'>

const rejoinsInARow = 4

/** My part in one call. It outlives the socket: the seat is kept 15 s for a resume, after that the call is joined again by itself. */
export class Call implements Observable<CallSnapshot> {
  readonly roomId: string
  readonly #options: CallOptions
  readonly #state: Value<CallSnapshot>
  readonly #local: LocalMedia
  readonly #levels: Levels
  readonly #meter: TrackMeter
  #seat: Seat | null = null
  #mesh: Mesh | null = null
  #others: readonly Participant[] = []
  #told = ''
  #rejoins = 0
  #busy: Promise<void> = Promise.resolve()

  readonly subscribe: Observable<CallSnapshot>['subscribe']
  readonly getSnapshot: Observable<CallSnapshot>['getSnapshot']
  /** 0..1 by participant, ten times a second. */
  readonly levels: Observable<ReadonlyMap<string, number>>

  constructor(options: CallOptions) {
    this.#options = options
    this.roomId = options.roomId
    const { port, clock, join } = options
    this.#local = new LocalMedia(port, join, () => this.#localChanged())
    this.#meter = new TrackMeter(port)
    this.#state = new Value(blankCall(options.roomId, this.#local.stream))
    this.subscribe = this.#state.subscribe
    this.getSnapshot = this.#state.getSnapshot
    this.#levels = new Levels(
      clock,
      { ids: () => this.getSnapshot().participants.map((each) => each.participantId), read: (id) => this.#level(id) },
      () => this.#draw(),
    )
    this.levels = this.#levels.values
    this.#busy = this.#start(join).catch((error: unknown) => this.#end('failed', failure(error)))
  }

  get isOver(): boolean {
    const { state } = this.getSnapshot()
    return state === 'left' || state === 'failed'
  }

  setMicrophone(on: boolean): Promise<void> {
    return this.#local.setMicrophone(on)
  }

  setCamera(on: boolean): Promise<void> {
    return this.#local.setCamera(on)
  }

  useMicrophone(deviceId: string): Promise<void> {
    return this.#local.use('microphone', deviceId)
  }

  useCamera(deviceId: string): Promise<void> {
    return this.#local.use('camera', deviceId)
  }

  async stats(): Promise<PeerStats[]> {
    return this.#mesh?.stats() ?? []
  }

  /** Out of the call, devices given back, at once; the server is told if it can be. */
  leave(): void {
    const { connection } = this.#options
    if (this.isOver) return
    if (this.#seat) connection.exchange('call.leave', { callId: this.#seat.callId }, () => undefined)
    this.#end('left', null)
  }

  /** A frame about calls. Those of other calls and of epochs past are not for us. */
  receive(frame: ServerFrame): void {
    const seat = this.#seat
    if (!seat || this.isOver) return
    if (frame.type === 'call.state') {
      if (frame.payload.roomId === this.roomId) this.#listed(frame.payload)
    } else if (frame.type === 'call.offer' || frame.type === 'call.answer' || frame.type === 'call.ice') {
      if (frame.payload.callId === seat.callId && frame.payload.epoch === seat.epoch) this.#mesh?.relayed(frame.type, frame.payload)
    }
  }

  sessionOpened(): void {
    if (this.#seat && !this.isOver) this.#queue(() => this.#recover())
  }

  sessionLost(): void {
    if (this.getSnapshot().state === 'live') this.#state.patch({ state: 'reconnecting' })
  }

  async #start(join: JoinOptions): Promise<void> {
    await this.#local.start(join)
    if (!this.isOver) await this.#join()
  }

  /** Steps towards the server one after another: a cut in the middle of a join must not start a second one beside it. */
  #queue(step: () => Promise<void>): void {
    this.#busy = this.#busy.then(() => (this.isOver ? undefined : step())).catch((error: unknown) => this.#end('failed', failure(error)))
  }

  async #join(): Promise<void> {
    const { connection, roomId } = this.#options
    this.#mesh?.close()
    this.#mesh = null
    const media = this.#media()
    const seat = await patiently(
      connection,
      this.#options.clock,
      () => this.isOver,
      () => connection.request('call.join', { roomId, media }, { timeoutMs: 15_000 }),
    )
    if (!seat) return
    if (this.isOver) return connection.exchange('call.leave', { callId: seat.callId }, () => undefined)
    this.#seat = seat
    this.#told = JSON.stringify(media)
    this.#others = seat.participants.filter(({ participantId }) => participantId !== seat.participantId)
    this.#mesh = new Mesh({
      port: this.#options.port,
      clock: this.#options.clock,
      connection,
      callId: seat.callId,
      epoch: seat.epoch,
      participantId: seat.participantId,
      iceServers: seat.iceServers,
      tracks: this.#local.tracks,
      before: this.#others,
      changed: () => this.#draw(),
      excluded: () => this.#queue(() => this.#recover()),
    })
    const startedAt = this.getSnapshot().startedAt ?? this.#options.clock.now()
    this.#state.patch({ state: 'live', callId: seat.callId, participantId: seat.participantId, startedAt })
    this.#levels.start()
    this.#localChanged()
  }

  /** After a new socket: is my seat still there? */
  async #recover(): Promise<void> {
    const { connection, roomId } = this.#options
    const known = await patiently(
      connection,
      this.#options.clock,
      () => this.isOver,
      () => connection.request('call.state', { roomId }),
    )
    if (!known || this.isOver || !this.#seat) return
    if (!this.#isIn(known)) return this.#rejoin()
    this.#rejoins = 0
    this.#listed(known)
    this.#state.patch({ state: 'live' })
    this.#told = ''
    this.#localChanged()
    this.#mesh?.nudge()
  }

  async #rejoin(): Promise<void> {
    if (++this.#rejoins > rejoinsInARow) return this.#end('failed', failure(new Error('The call was lost again and again')))
    this.#state.patch({ state: 'reconnecting' })
    await this.#join()
  }

  #isIn({ callId, participants }: { callId: string | null; participants: readonly Participant[] }): boolean {
    return callId === this.#seat?.callId && participants.some(({ participantId }) => participantId === this.#seat?.participantId)
  }

  #listed(state: ServerPayload<'call.state'>): void {
    if (!this.#isIn(state)) return this.#queue(() => this.#recover())
    this.#others = state.participants.filter(({ participantId }) => participantId !== this.#seat?.participantId)
    this.#mesh?.setParticipants(this.#others)
    this.#draw()
  }

  #media() {
    return { audio: this.#local.audio, video: this.#local.video, screen: false }
  }

  #localChanged(): void {
    if (this.isOver) return
    const { connection, mediaChanged } = this.#options
    this.#mesh?.setTracks(this.#local.tracks)
    this.#meter.follow(this.#local.tracks.microphone)
    const media = this.#media()
    if (this.#seat && JSON.stringify(media) !== this.#told) {
      this.#told = JSON.stringify(media)
      connection.exchange('call.media', { callId: this.#seat.callId, media }, (outcome) => {
        if (!outcome.ok) this.#told = '' // told again with the next change or the next socket
      })
    }
    this.#state.patch({ media, ...this.#local.devices })
    this.#draw()
    mediaChanged(this)
  }

  #level(participantId: string): number {
    if (participantId !== this.#seat?.participantId) return this.#mesh?.level(participantId) ?? 0
    return this.#local.audio ? this.#meter.read() : 0
  }

  #draw(): void {
    const participants = drawParticipants({
      me: this.#options.me(),
      participantId: this.#seat?.participantId ?? null,
      snapshot: this.getSnapshot(),
      others: this.#others,
      remote: (id) => this.#mesh?.remote(id) ?? null,
      speaking: (id) => this.#levels.isSpeaking(id),
    })
    this.#state.patch({ participants })
  }

  #end(state: 'left' | 'failed', error: RequestFailed | null): void {
    if (this.isOver) return
    this.#state.patch({ state, error, participants: [] })
    this.#levels.stop()
    this.#meter.follow(null)
    this.#mesh?.close()
    this.#local.close()
    this.#options.ended(this)
  }
}
