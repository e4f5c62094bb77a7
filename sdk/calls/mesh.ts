import type { ServerPayload } from '#protocol/frames/server'
import type { Participant } from '#protocol/models'
import type { Clock } from '#sdk/clock'
import type { Connection } from '#sdk/connection/connection'
import { failure } from '#sdk/failure'
import type { LocalTracks } from './local-media'
import type { MediaPort } from './media-port'
import { Peer, type PeerSignal } from './peer'
import type { MediaPlane, PeerStats, RemoteMedia } from './plane'

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
  readonly changed: () => void
  /** The server says I am not in this call. */
  readonly excluded: () => void
}

type Relayed = 'call.offer' | 'call.answer' | 'call.ice'

const signalMs = 8_000

/** Peer to peer: one connection to each other participant, signaling relayed by the server. */
export class Mesh implements MediaPlane {
  readonly #options: MeshOptions
  readonly #peers = new Map<string, Peer>()
  readonly #before: ReadonlySet<string>
  #tracks: LocalTracks
  #closed = false

  constructor(options: MeshOptions) {
    this.#options = options
    this.#tracks = options.tracks
    this.#before = new Set(options.before.map(({ participantId }) => participantId))
    this.setParticipants(options.before)
  }

  setParticipants(others: readonly Participant[]): void {
    const here = new Set(others.map(({ participantId }) => participantId))
    for (const [id, peer] of this.#peers) {
      if (here.has(id)) continue
      peer.close()
      this.#peers.delete(id)
    }
    for (const id of here) this.#peer(id)
  }

  setTracks(tracks: LocalTracks): void {
    this.#tracks = tracks
    for (const peer of this.#peers.values()) peer.setTracks(tracks)
  }

  /** A relayed frame for this call and epoch. */
  relayed(type: Relayed, payload: ServerPayload<Relayed>): void {
    const peer = this.#peer(payload.from)
    if ('sdp' in payload) peer.receive({ type: type === 'call.offer' ? 'offer' : 'answer', sdp: payload.sdp })
    else peer.receive({ type: 'ice', candidate: payload.candidate as RTCIceCandidateInit | null })
  }

  remote(participantId: string): RemoteMedia | null {
    const peer = this.#peers.get(participantId)
    return peer ? { stream: peer.stream, connection: peer.connection } : null
  }

  level(participantId: string): number {
    return this.#peers.get(participantId)?.level() ?? 0
  }

  nudge(): void {
    for (const peer of this.#peers.values()) peer.nudge()
  }

  async stats(): Promise<PeerStats[]> {
    return Promise.all([...this.#peers.values()].map((peer) => peer.stats()))
  }

  close(): void {
    this.#closed = true
    for (const peer of this.#peers.values()) peer.close()
    this.#peers.clear()
  }

  #peer(participantId: string): Peer {
    const known = this.#peers.get(participantId)
    if (known) return known
    const { port, clock, participantId: mine, iceServers, changed } = this.#options
    const peer = new Peer({
      participantId,
      connection: port.peer({ iceServers: [...iceServers], bundlePolicy: 'max-bundle' }),
      stream: port.stream(),
      clock,
      offers: this.#before.has(participantId),
      polite: mine < participantId,
      tracks: this.#tracks,
      send: (signal) => this.#send(participantId, signal),
      changed,
    })
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
