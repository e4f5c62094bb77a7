import type { ServerFrame, ServerPayload } from '#protocol/frames/server'
import type { Source } from '#protocol/frames/media'
import type { Participant } from '#protocol/models'
import type { Clock } from '#sdk/clock'
import type { Connection } from '#sdk/connection/connection'
import { failure } from '#sdk/failure'
import type { MediaPort } from './media-port'
import { Peer, type PeerSignal } from './peer'
import { worstOf } from './peer-stats'
import type { LocalTracks, MediaPlane, PeerStats, RemoteMedia, SendStats, VideoLevel } from './plane'

export type MeshOptions = {
  readonly port: MediaPort
  readonly clock: Clock
  readonly connection: Pick<Connection, 'request' | 'isOnline'>
  readonly callId: string
  readonly epoch: number
  readonly participantId: string
  readonly iceServers: readonly RTCIceServer[]
  readonly tracks: LocalTracks
  /** Those who were here before me: I make the offers to them. */
  readonly before: readonly Participant[]
  /** Offers nothing before `hold` ran out: the call may well leave for the SFU because of me. */
  readonly held: boolean
  readonly changed: () => void
  /** The server says I am not in this call. */
  readonly excluded: () => void
  /** ICE with somebody does not get through. */
  readonly stuck: () => void
}

type Relayed = 'call.offer' | 'call.answer' | 'call.ice'

const signalMs = 8_000
/** After the move the mesh plays this long, so that nobody misses anything while the others follow. */
const graceMs = 1_500
const roundMs = 250
const none: ReadonlySet<Source> = new Set()

/** Peer to peer: one connection to each other participant, signaling relayed by the server. */
export class Mesh implements MediaPlane {
  readonly epoch: number
  readonly #options: MeshOptions
  readonly #peers = new Map<string, Peer>()
  readonly #before: ReadonlySet<string>
  #tracks: LocalTracks
  #level: VideoLevel = 'full'
  #held: readonly Participant[] | null = null
  #cancelHold = (): void => undefined
  #retired = false
  #closed = false

  constructor(options: MeshOptions) {
    this.#options = options
    this.epoch = options.epoch
    this.#tracks = options.tracks
    this.#before = new Set(options.before.map(({ participantId }) => participantId))
    if (options.held) this.#held = options.before
    else this.setParticipants(options.before)
  }

  hold(ms: number): void {
    if (!this.#held) return
    this.#cancelHold()
    this.#cancelHold = this.#options.clock.after(ms, () => this.#begin())
  }

  setParticipants(others: readonly Participant[]): void {
    if (this.#held) this.#held = others
    const here = new Set(others.map(({ participantId }) => participantId))
    for (const [id, peer] of this.#peers) {
      if (here.has(id)) continue
      peer.close()
      this.#peers.delete(id)
    }
    if (!this.#retired && !this.#held) for (const id of here) this.#peer(id)
  }

  setTracks(tracks: LocalTracks): void {
    this.#tracks = tracks
    for (const peer of this.#peers.values()) peer.setTracks(tracks)
  }

  setVideoLevel(level: VideoLevel): void {
    this.#level = level
    for (const peer of this.#peers.values()) peer.setVideoLevel(level)
  }

  /** Everything travels all the same: the silence is made where it is played. */
  setDeafened(): void {}

  /** Everybody sends me one size. */
  view(): void {}

  receive(frame: ServerFrame): void {
    if (this.#retired || this.#closed) return
    if (frame.type === 'call.offer' || frame.type === 'call.answer' || frame.type === 'call.ice') this.#relayed(frame.type, frame.payload)
  }

  remote(participantId: string): RemoteMedia | null {
    const peer = this.#peers.get(participantId)
    if (!peer) return null
    const { connection, received: tracks } = peer
    return { connection, tracks, flowing: connection === 'connected' ? new Set(Object.keys(tracks) as Source[]) : none }
  }

  level(participantId: string): number {
    return this.#peers.get(participantId)?.level() ?? 0
  }

  nudge(): void {
    for (const peer of this.#peers.values()) peer.nudge()
  }

  /** The server keeps nothing of a mesh. */
  cutOff(): void {}

  toldAgain(): void {}

  silenced(): void {}

  async stats(): Promise<PeerStats[]> {
    return Promise.all([...this.#peers.values()].map((peer) => peer.stats()))
  }

  async sendStats(): Promise<SendStats | null> {
    return worstOf(await Promise.all([...this.#peers.values()].map((peer) => peer.sendStats())))
  }

  lead(): void {
    this.#begin()
  }

  /**
   * Closing a connection holds up everything else for a moment: they close one by one, and as in a round of a tournament no two of one
   * participant at the same time.
   */
  retire(): void {
    this.#retired = true
    this.#cancelHold()
    const { clock, participantId } = this.#options
    const ranks = [...this.#peers.keys(), participantId].toSorted()
    for (const [id, peer] of this.#peers) {
      peer.retire()
      const round = (ranks.indexOf(id) + ranks.indexOf(participantId)) % ranks.length
      clock.after(graceMs + round * roundMs, () => peer.close())
    }
  }

  close(): void {
    this.#closed = true
    this.#cancelHold()
    for (const peer of this.#peers.values()) peer.close()
    this.#peers.clear()
  }

  #begin(): void {
    this.#cancelHold()
    const held = this.#held
    this.#held = null
    if (held && !this.#retired && !this.#closed) this.setParticipants(held)
  }

  #relayed(type: Relayed, payload: ServerPayload<Relayed>): void {
    const peer = this.#peer(payload.from)
    if ('sdp' in payload) peer.receive({ type: type === 'call.offer' ? 'offer' : 'answer', sdp: payload.sdp })
    else peer.receive({ type: 'ice', candidate: payload.candidate as RTCIceCandidateInit | null })
  }

  #peer(participantId: string): Peer {
    const known = this.#peers.get(participantId)
    if (known) return known
    const { port, clock, participantId: mine, iceServers, changed, stuck } = this.#options
    const peer = new Peer({
      participantId,
      connection: port.peer({ iceServers: [...iceServers], bundlePolicy: 'max-bundle' }),
      clock,
      offers: this.#before.has(participantId),
      polite: mine < participantId,
      tracks: this.#tracks,
      send: (signal) => this.#send(participantId, signal),
      changed,
      stuck,
    })
    if (this.#level !== 'full') peer.setVideoLevel(this.#level)
    this.#peers.set(participantId, peer)
    changed()
    return peer
  }

  async #send(to: string, signal: PeerSignal): Promise<boolean> {
    const { connection, callId, epoch } = this.#options
    if (this.#closed || !connection.isOnline) return false
    try {
      const relay = { callId, epoch, to }
      if (signal.type === 'ice')
        await connection.request('call.ice', { ...relay, candidate: signal.candidate as never }, { timeoutMs: signalMs })
      else await connection.request(`call.${signal.type}`, { ...relay, sdp: signal.sdp }, { timeoutMs: signalMs })
      return true
    } catch (error) {
      if (failure(error).code === 'call_not_joined' && !this.#closed) this.#options.excluded()
      return false
    }
  }
}
