import type { ServerFrame, ServerPayload } from '#protocol/frames/server'
import type { Author } from '#protocol/models'
import type { Clock } from '#sdk/clock'
import type { Connection } from '#sdk/connection/connection'
import { failure, RequestFailed } from '#sdk/failure'
import { Value, type Observable } from '#sdk/observable'
import { Cast } from './cast'
import type { MediaPort } from './media-port'
import { MyMedia } from './my-media'
import type { PeerStats } from './plane'
import type { Planes } from './planes'
import { CallRecording } from './recording'
import { planesOf } from './planes-of'
import { Seat, type CallState, type Joined } from './seat'
import { blankCall, type CallSnapshot, type JoinOptions, type ShareOptions, type Tile } from './snapshot'
import { Telemetry } from './telemetry'

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

/** My part in one call. It outlives the socket: the seat is kept 15 s for a resume, after that the call is joined again by itself. */
export class Call implements Observable<CallSnapshot> {
  readonly roomId: string
  readonly #options: CallOptions
  readonly #state: Value<CallSnapshot>
  readonly #mine: MyMedia
  readonly #cast: Cast
  readonly #seat: Seat
  readonly #telemetry: Telemetry
  #planes: Planes | null = null
  #early: ServerFrame[] = []

  readonly subscribe: Observable<CallSnapshot>['subscribe']
  readonly getSnapshot: Observable<CallSnapshot>['getSnapshot']
  /** 0..1 by participant, ten times a second. */
  readonly levels: Observable<ReadonlyMap<string, number>>
  readonly recording: CallRecording

  constructor(options: CallOptions) {
    this.#options = options
    this.roomId = options.roomId
    const { port, clock, connection, join, roomId } = options
    if (connection.capabilities?.features.includes('call.sfu')) port.sfu.warm()
    this.#mine = new MyMedia(port, join, () => this.#localChanged())
    this.#state = new Value(blankCall(roomId, this.#mine.devices.stream))
    this.subscribe = this.#state.subscribe
    this.getSnapshot = this.#state.getSnapshot
    this.#telemetry = new Telemetry({
      clock,
      stats: () => this.stats(),
      sendStats: async () => (await this.#planes?.sendStats()) ?? null,
      camera: () => this.#mine.devices.video,
      adapted: (video) => {
        this.#planes?.setVideoLevel(video)
        this.#state.patch({ adaptation: { video, since: video === 'full' ? null : clock.now() } })
      },
      changed: () => this.#draw(),
      report: (summary) => this.#callId && connection.exchange('call.stats', { callId: this.#callId, summary }, () => undefined),
    })
    this.#cast = new Cast({
      ...options,
      mine: this.#mine,
      telemetry: this.#telemetry,
      planes: () => this.#planes,
      snapshot: this.getSnapshot,
      changed: () => this.#draw(),
    })
    this.levels = this.#cast.levels.values
    this.recording = new CallRecording(connection, this.#state, clock)
    this.#seat = new Seat({
      roomId,
      connection,
      clock,
      media: () => this.#mine.said,
      isOver: () => this.isOver,
      seated: (joined) => this.#seated(joined),
      kept: (state) => this.#kept(state),
      rejoining: () => this.#state.patch({ state: 'reconnecting' }),
      failed: (error) => this.#end('failed', error),
    })
    this.#mine.devices.start(join).then(
      () => this.#seat.join(),
      (error: unknown) => this.#end('failed', failure(error)),
    )
  }

  get isOver(): boolean {
    return ['left', 'failed'].includes(this.getSnapshot().state)
  }

  setMicrophone(on: boolean): Promise<void> {
    return this.#mine.devices.setMicrophone(on)
  }

  setCamera(on: boolean): Promise<void> {
    return this.#mine.devices.setCamera(on)
  }

  useMicrophone(deviceId: string | null): Promise<void> {
    return this.#mine.devices.use('microphone', deviceId)
  }

  useCamera(deviceId: string | null): Promise<void> {
    return this.#mine.devices.use('camera', deviceId)
  }

  /** Asks what to share, and shares it; false where the person or the browser said no. */
  async shareScreen(options: ShareOptions = {}): Promise<boolean> {
    return this.isOver ? false : this.#mine.screen.start(options)
  }

  stopSharing(): void {
    this.#mine.screen.stop()
  }

  /** I hear nobody, and everybody is told so; they still hear me. */
  setDeafened(deafened: boolean): void {
    if (this.isOver || deafened === this.#mine.deafened) return
    this.#cast.setDeafened(deafened)
    this.#planes?.setDeafened(deafened)
    this.#mine.deafened = deafened
  }

  /** What is on my screen, and how large: over the SFU only that is sent, in the size it takes. Say it again when it changes. */
  view(tiles: readonly Tile[]): void {
    this.#planes?.view(tiles)
  }

  /** For moderators and owners of the room. */
  async moderate(participantId: string, action: 'mute' | 'remove'): Promise<void> {
    if (this.#callId) await this.#options.connection.request('call.moderate', { callId: this.#callId, participantId, action })
  }

  async stats(): Promise<PeerStats[]> {
    return this.#planes?.stats() ?? []
  }

  /** Out of the call, devices given back, at once; the server is told if it can be. */
  leave(): void {
    if (this.isOver) return
    if (this.#callId) this.#options.connection.exchange('call.leave', { callId: this.#callId }, () => undefined)
    this.#end('left', null)
  }

  /** A frame about calls. Those of other calls are not for us. */
  receive(frame: ServerFrame): void {
    if (this.isOver) return
    // what is said to a new seat may come before the answer that tells me of it
    if (this.#seat.joining) return void this.#early.push(frame)
    if (!this.#callId) return
    if (frame.type === 'call.state') {
      if (frame.payload.roomId === this.roomId) this.#listed(frame.payload)
    } else if ('callId' in frame.payload && frame.payload.callId === this.#callId) {
      if (frame.type === 'call.moderated') this.#moderated(frame.payload)
      else if (frame.type === 'recording.state') this.recording.receive(frame.payload)
      else if (frame.type === 'media.speakers') this.#state.patch({ speaker: frame.payload.speakers[0]?.participantId ?? null })
      else this.#planes?.receive(frame)
    }
  }

  sessionOpened(): void {
    if (!this.isOver) this.#seat.recover()
  }

  sessionLost(): void {
    this.#planes?.cutOff()
    if (this.getSnapshot().state === 'live') this.#state.patch({ state: 'reconnecting', recording: null })
  }

  get #callId(): string | null {
    return this.#seat.joined?.callId ?? null
  }

  #seated(joined: Joined): void {
    const { callId, participantId, participants } = joined
    this.#planes?.close()
    this.#cast.list(participants, participantId)
    const startedAt = this.getSnapshot().startedAt ?? this.#options.clock.now()
    this.#planes = planesOf({
      ...this.#options,
      joined,
      tracks: this.#mine.tracks,
      others: () => this.#cast.others,
      changed: () => this.#draw(),
      excluded: () => this.#seat.recover(),
    })
    const { adaptation } = this.getSnapshot()
    if (this.#mine.deafened) this.#planes.setDeafened(true)
    if (adaptation.video !== 'full') this.#planes.setVideoLevel(adaptation.video)
    this.#state.patch({ state: 'live', callId, participantId, startedAt, speaker: null, recording: null })
    this.#cast.levels.start()
    this.#telemetry.start()
    for (const frame of this.#early.splice(0)) this.receive(frame)
    this.#localChanged()
  }

  #kept(state: CallState): void {
    this.#listed(state)
    this.#state.patch({ state: 'live' })
    this.#planes?.nudge()
  }

  #listed(state: CallState): void {
    if (!this.#seat.isIn(state)) return this.#seat.recover()
    this.#cast.list(state.participants, this.getSnapshot().participantId ?? '')
    this.#planes?.setParticipants(this.#cast.others)
    this.#planes?.listed()
    this.#draw()
  }

  #moderated({ action, by }: ServerPayload<'call.moderated'>): void {
    this.#state.patch({ moderated: { action, by, at: this.#options.clock.now() } })
    if (action === 'remove') return this.#end('failed', new RequestFailed('forbidden', `${by.name} removed you from the call`))
    this.#planes?.silenced()
    void this.#mine.devices.setMicrophone(false)
  }

  #localChanged(): void {
    if (this.isOver) return
    this.#planes?.setTracks(this.#mine.tracks)
    this.#seat.tellMedia()
    this.#state.patch(this.#mine.drawn)
    this.#draw()
    this.#options.mediaChanged(this)
  }

  #draw(): void {
    const { topology = null, moving = false } = this.#planes ?? {}
    this.#state.patch({ participants: this.#cast.draw(), topology, moving })
  }

  #end(state: 'left' | 'failed', error: RequestFailed | null): void {
    if (this.isOver) return
    this.#state.patch({ state, error, participants: [] })
    this.#cast.levels.stop()
    this.#telemetry.stop()
    this.#planes?.close()
    this.#mine.close()
    this.#options.ended(this)
  }
}
