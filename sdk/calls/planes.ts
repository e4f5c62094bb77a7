import type { ServerFrame, ServerPayload } from '#protocol/frames/server'
import type { Source } from '#protocol/frames/media'
import type { Participant, Topology } from '#protocol/models'
import type { Clock } from '#sdk/clock'
import { noTracks, type LocalTracks, type MediaPlane, type PeerStats, type RemoteMedia, type SendStats, type VideoLevel } from './plane'
import type { Tile } from './snapshot'

/** A plane that can say when it is built. */
export type Buildable = MediaPlane & { readonly ready: Promise<void> }

export type Move = ServerPayload<'call.topology'>

export type PlanesOptions = {
  readonly clock: Clock
  readonly mesh: (epoch: number, tracks: LocalTracks) => MediaPlane
  readonly sfu: (epoch: number, routerRtpCapabilities: Record<string, unknown>, tracks: LocalTracks, aside: boolean) => Buildable
  /** The new topology of this epoch is built on my side. */
  readonly tellReady: (epoch: number) => void
  readonly changed: () => void
}

/** An old plane is gone for good after this long; one that retired gives up its connections before, in its own order. */
const leavingMs = 5_000
/** A move takes no longer when it goes well. */
const moveMs = 4_000

/** Which plane carries the call. While it moves there are two: the new one is built beside the one that plays, and takes over track by track. */
export class Planes {
  readonly #options: PlanesOptions
  #current: MediaPlane
  #topology: Topology
  #next: Buildable | null = null
  #leaving: MediaPlane | null = null
  #cancelLeaving = (): void => undefined
  #tracks: LocalTracks = noTracks
  #others: readonly Participant[] = []
  #level: VideoLevel = 'full'
  #deafened = false
  #tiles: readonly Tile[] | null = null
  /** The server says again what I have, after a cut. */
  #retelling = false
  #closed = false

  constructor(
    options: PlanesOptions,
    start: { topology: Topology; epoch: number; routerRtpCapabilities?: Record<string, unknown> | undefined; tracks: LocalTracks },
  ) {
    const { topology, epoch, routerRtpCapabilities } = start
    this.#options = options
    this.#tracks = start.tracks
    this.#topology = topology
    this.#current =
      topology === 'sfu' && routerRtpCapabilities
        ? options.sfu(epoch, routerRtpCapabilities, start.tracks, false)
        : options.mesh(epoch, start.tracks)
  }

  get topology(): Topology {
    return this.#topology
  }

  get epoch(): number {
    return this.#current.epoch
  }

  get moving(): boolean {
    return this.#next !== null
  }

  /** A frame of this call. */
  receive(frame: ServerFrame): void {
    if (frame.type === 'call.topology') return this.#move(frame.payload)
    if (frame.type === 'media.lost') {
      if (frame.payload.epoch === this.#current.epoch) this.#current.retire()
      else if (frame.payload.epoch === this.#next?.epoch) this.#revert()
      return
    }
    if (!('epoch' in frame.payload)) return
    const { epoch } = frame.payload
    if (epoch === this.#current.epoch) this.#current.receive(frame)
    else if (epoch === this.#next?.epoch) this.#next.receive(frame)
  }

  setParticipants(others: readonly Participant[]): void {
    this.#others = others
    for (const plane of this.#all()) plane.setParticipants(others)
  }

  setTracks(tracks: LocalTracks): void {
    this.#tracks = tracks
    for (const plane of this.#all()) plane.setTracks(tracks)
  }

  setVideoLevel(level: VideoLevel): void {
    this.#level = level
    for (const plane of this.#all()) plane.setVideoLevel(level)
  }

  setDeafened(deafened: boolean): void {
    this.#deafened = deafened
    for (const plane of this.#all()) plane.setDeafened(deafened)
  }

  view(tiles: readonly Tile[]): void {
    this.#tiles = tiles
    for (const plane of this.#all()) plane.view(tiles)
  }

  /** See MediaPlane. */
  hold(ms: number): void {
    this.#current.hold(ms)
  }

  silenced(): void {
    for (const plane of this.#all()) plane.silenced()
  }

  /** Each track from the first plane that brings it; the plane in charge is asked first. */
  remote(participantId: string): RemoteMedia | null {
    const found = this.#byPreference()
      .map((plane) => plane.remote(participantId))
      .filter((remote) => remote !== null)
    const [first, ...rest] = found
    if (!first || rest.length === 0) return first ?? null
    const tracks: Partial<Record<Source, MediaStreamTrack>> = {}
    const flowing = new Set<Source>()
    for (const source of ['mic', 'camera', 'screen', 'screen-audio'] as const) {
      const chosen = found.find((remote) => remote.flowing.has(source)) ?? found.find((remote) => remote.tracks[source])
      const track = chosen?.tracks[source]
      if (!chosen || !track) continue
      tracks[source] = track
      if (chosen.flowing.has(source)) flowing.add(source)
    }
    const connected = found.some(({ connection }) => connection === 'connected')
    return { connection: connected ? 'connected' : first.connection, tracks, flowing }
  }

  level(participantId: string): number {
    return Math.max(...this.#byPreference().map((plane) => plane.level(participantId)))
  }

  nudge(): void {
    for (const plane of this.#all()) plane.nudge()
  }

  cutOff(): void {
    this.#retelling = false
    for (const plane of this.#all()) plane.cutOff()
  }

  /** Who is in the call was said: it closes what the server says again after a cut. */
  listed(): void {
    if (this.#retelling) this.#current.toldAgain()
    this.#retelling = false
  }

  stats(): Promise<PeerStats[]> {
    return this.#current.stats()
  }

  sendStats(): Promise<SendStats | null> {
    return this.#current.sendStats()
  }

  close(): void {
    this.#closed = true
    this.#cancelLeaving()
    for (const plane of this.#byPreference()) plane.close()
    this.#next = this.#leaving = null
  }

  #all(): MediaPlane[] {
    return this.#next ? [this.#current, this.#next] : [this.#current]
  }

  #byPreference(): MediaPlane[] {
    return [this.#current, this.#next, this.#leaving].filter((plane) => plane !== null)
  }

  #move(move: Move): void {
    if (move.phase === 'reverted') return this.#revert()
    if (move.epoch === this.#current.epoch) this.#retelling = true
    if (move.epoch <= this.#current.epoch) return
    if (move.phase === 'preparing') return this.#prepare(move)
    if (this.#next?.epoch === move.epoch) return this.#promote(this.#next, move.topology)
    this.#revert()
    const plane =
      move.topology === 'sfu' && move.routerRtpCapabilities
        ? this.#options.sfu(move.epoch, move.routerRtpCapabilities, this.#tracks, false)
        : this.#options.mesh(move.epoch, this.#tracks)
    this.#introduce(plane)
    this.#promote(plane, move.topology)
  }

  #prepare(move: Move): void {
    if (this.#next?.epoch === move.epoch || !move.routerRtpCapabilities) return
    this.#next?.close()
    const next = this.#options.sfu(move.epoch, move.routerRtpCapabilities, this.#tracks, true)
    this.#next = next
    this.#current.hold(moveMs)
    this.#introduce(next)
    next.ready.then(
      () => {
        if (this.#next === next) this.#options.tellReady(next.epoch)
      },
      () => undefined, // not ready: the server gives the move up
    )
    this.#options.changed()
  }

  /** What the call is like, told to a plane that is new to it. */
  #introduce(plane: MediaPlane): void {
    plane.setParticipants(this.#others)
    if (this.#level !== 'full') plane.setVideoLevel(this.#level)
    if (this.#deafened) plane.setDeafened(true)
    if (this.#tiles) plane.view(this.#tiles)
  }

  #promote(plane: MediaPlane, topology: Topology): void {
    this.#cancelLeaving()
    this.#leaving?.close()
    const leaving = this.#current
    this.#leaving = leaving
    this.#current = plane
    this.#topology = topology
    if (plane === this.#next) this.#next = null
    leaving.retire()
    plane.lead()
    this.#cancelLeaving = this.#options.clock.after(leavingMs, () => {
      leaving.close()
      if (this.#leaving === leaving) this.#leaving = null
      if (!this.#closed) this.#options.changed()
    })
    this.#options.changed()
  }

  #revert(): void {
    if (!this.#next) return
    this.#next.close()
    this.#next = null
    this.#current.hold(0)
    this.#options.changed()
  }
}
