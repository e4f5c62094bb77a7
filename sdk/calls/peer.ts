import type { Source } from '#protocol/frames/media'
import type { Clock } from '#sdk/clock'
import { rowsOf, summarizePeer, summarizeSending } from './peer-stats'
import { trackOf, type LocalTracks, type PeerStats, type SendStats, type VideoLevel } from './plane'
import { cameraLimits, shareLimits, tune } from './sender-limits'
import type { CallParticipant } from './snapshot'

export type PeerSignal =
  { readonly type: 'offer' | 'answer'; readonly sdp: string } | { readonly type: 'ice'; readonly candidate: RTCIceCandidateInit | null }

export type PeerOptions = {
  readonly participantId: string
  readonly connection: RTCPeerConnection
  readonly clock: Clock
  /** The newcomer offers; the other side adds nothing until the first offer came, so that the two never cross at the start. */
  readonly offers: boolean
  /** Gives way when both offer at once. */
  readonly polite: boolean
  readonly tracks: LocalTracks
  /** False = it could not be delivered. */
  readonly send: (signal: PeerSignal) => Promise<boolean>
  readonly changed: () => void
  /** Not connected for long: ICE does not get through. */
  readonly stuck: () => void
}

const disconnectedMs = 2_500
const answerMs = 8_000
const repairMs = 6_000
const stuckMs = 11_000
const giveUpMs = 45_000

/** The order of the transceivers. Clients of before know the first two only. */
const kinds = { mic: 'audio', camera: 'video', screen: 'video', 'screen-audio': 'audio' } as const
const sources = Object.keys(kinds) as Source[]

/**
 * One connection of a mesh: perfect negotiation with every step in one queue, so a description is never judged while another is
 * being applied. Both sides keep four transceivers, one for each source, for the whole call: switching is replaceTrack, not an offer.
 */
export class Peer {
  readonly #options: PeerOptions
  readonly #pc: RTCPeerConnection
  #tracks: LocalTracks
  readonly #lines = new Map<Source, RTCRtpTransceiver>()
  #level: VideoLevel = 'full'
  #queue: Promise<void> = Promise.resolve()
  #early: (RTCIceCandidateInit | null)[] = []
  #ignoring = false
  #undelivered = false
  #everConnected = false
  #troubleSince: number | null = null
  #cancelRepair = (): void => undefined
  #cancelAnswer = (): void => undefined
  #retired = false
  #closed = false

  constructor(options: PeerOptions) {
    this.#options = options
    this.#pc = options.connection
    this.#tracks = options.tracks
    const pc = this.#pc
    pc.onicecandidate = ({ candidate }) => void this.#deliver({ type: 'ice', candidate: candidate ? candidate.toJSON() : null })
    pc.ontrack = () => options.changed()
    pc.onconnectionstatechange = () => this.#connectionChanged()
    if (!options.offers) return
    for (const source of sources)
      this.#lines.set(source, pc.addTransceiver(this.#tracks[trackOf[source]] ?? kinds[source], { direction: 'sendrecv' }))
    this.#offer()
    this.#watch()
  }

  get connection(): CallParticipant['connection'] {
    const state = this.#pc.connectionState
    if (state === 'connected') return 'connected'
    const { clock } = this.#options
    if (this.#troubleSince !== null && clock.now() - this.#troubleSince >= giveUpMs) return 'failed'
    return this.#everConnected ? 'reconnecting' : 'connecting'
  }

  /** What came in so far, by source. */
  get received(): Partial<Record<Source, MediaStreamTrack>> {
    if (!this.#pc.remoteDescription) return {}
    return Object.fromEntries([...this.#lines].map(([source, { receiver }]) => [source, receiver.track]))
  }

  setTracks(tracks: LocalTracks): void {
    const shareChanged = tracks.share !== this.#tracks.share
    this.#tracks = tracks
    for (const [source, { sender }] of this.#lines) {
      const track = source === 'camera' && this.#level === 'off' ? null : tracks[trackOf[source]]
      if (sender.track !== track) void sender.replaceTrack(track).catch(() => undefined)
    }
    if (shareChanged) this.#tuneShare()
  }

  setVideoLevel(level: VideoLevel): void {
    this.#level = level
    this.setTracks(this.#tracks)
    tune(this.#lines.get('camera')?.sender, cameraLimits(level))
  }

  receive(signal: PeerSignal): void {
    if (signal.type === 'ice') this.#enqueue(() => this.#candidate(signal.candidate))
    else this.#enqueue(() => this.#description(signal.type, signal.sdp))
  }

  /** Signaling is back: what was lost meanwhile is made good by a new offer with fresh ICE. */
  nudge(): void {
    if (this.#undelivered || this.#pc.connectionState !== 'connected' || this.#pc.signalingState !== 'stable') this.#restart()
  }

  /** 0..1, from the audio that was played last. */
  level(): number {
    const source = this.#lines.get('mic')?.receiver.getSynchronizationSources?.()[0]
    return Math.min(1, (source?.audioLevel ?? 0) * 2)
  }

  async stats(): Promise<PeerStats> {
    return summarizePeer(this.#options.participantId, rowsOf(await this.#pc.getStats()))
  }

  async sendStats(): Promise<SendStats> {
    return summarizeSending(rowsOf(await this.#pc.getStats()))
  }

  /** Plays on, mends nothing; is over as soon as the other side closes, so that nothing is missed in between. */
  retire(): void {
    this.#retired = true
    this.#cancelRepair()
    this.#cancelAnswer()
    const transport = this.#lines.get('mic')?.sender.transport
    if (!transport) return
    transport.onstatechange = () => {
      if (transport.state === 'closed' || transport.state === 'failed') this.close()
    }
  }

  close(): void {
    this.#closed = true
    this.#cancelRepair()
    this.#cancelAnswer()
    this.#pc.onicecandidate = this.#pc.ontrack = this.#pc.onconnectionstatechange = null
    this.#pc.close()
  }

  #enqueue(step: () => Promise<void>): void {
    this.#queue = this.#queue.then(async () => {
      if (!this.#closed) await step()
    })
    // a step that fails is repaired by the next offer; the watch sees that no connection came of it
    this.#queue = this.#queue.catch(() => undefined)
  }

  #offer(): void {
    this.#enqueue(async () => {
      // before the first offer of the other side there is nothing to restart
      if (this.#lines.size === 0) return
      if (this.#pc.signalingState === 'have-remote-offer') return
      await this.#pc.setLocalDescription()
      const description = this.#pc.localDescription
      if (description?.type !== 'offer') return
      await this.#deliver({ type: 'offer', sdp: description.sdp })
      this.#cancelAnswer()
      this.#cancelAnswer = this.#options.clock.after(answerMs, () => {
        if (this.#pc.signalingState === 'have-local-offer') this.#offer()
      })
    })
  }

  async #description(type: 'offer' | 'answer', sdp: string): Promise<void> {
    const pc = this.#pc
    const crossing = type === 'offer' && pc.signalingState === 'have-local-offer'
    this.#ignoring = crossing && !this.#options.polite
    if (this.#ignoring) return
    if (type === 'answer' && pc.signalingState !== 'have-local-offer') return
    await pc.setRemoteDescription({ type, sdp }) // rolls back an offer of ours where they cross
    for (const candidate of this.#early.splice(0)) await this.#candidate(candidate)
    if (type === 'answer') return this.#cancelAnswer()
    this.#adopt()
    await pc.setLocalDescription()
    const description = pc.localDescription
    if (description?.type === 'answer') await this.#deliver({ type: 'answer', sdp: description.sdp })
    this.#watch()
  }

  /** The first offer brought the transceivers: mine are the same ones. */
  #adopt(): void {
    if (this.#lines.size > 0) return
    const free = new Set(this.#pc.getTransceivers())
    for (const source of sources) {
      const line = [...free].find(({ receiver }) => receiver.track.kind === kinds[source])
      if (!line) continue
      free.delete(line)
      line.direction = 'sendrecv'
      this.#lines.set(source, line)
    }
    this.setTracks(this.#tracks)
  }

  async #candidate(candidate: RTCIceCandidateInit | null): Promise<void> {
    if (this.#ignoring) return
    if (!this.#pc.remoteDescription) return void this.#early.push(candidate)
    await this.#pc.addIceCandidate(candidate ?? undefined).catch(() => undefined) // of an offer that was replaced
  }

  async #deliver(signal: PeerSignal): Promise<void> {
    if (!this.#retired && !(await this.#options.send(signal))) this.#undelivered = true
  }

  #connectionChanged(): void {
    const state = this.#pc.connectionState
    if (this.#retired) return state === 'failed' || state === 'closed' ? this.close() : undefined
    if (state === 'connected') {
      this.#everConnected = true
      this.#troubleSince = null
      this.#cancelRepair()
      this.#tuneShare()
    } else if (state === 'failed') this.#restart()
    else if (state === 'disconnected') this.#watch(disconnectedMs)
    this.#options.changed()
  }

  /** Not connected after a while: again, until it is. The side that did not make the first offer waits longer. */
  #watch(ms = repairMs): void {
    this.#troubleSince ??= this.#options.clock.now()
    this.#cancelRepair()
    this.#cancelRepair = this.#options.clock.after(this.#options.offers ? ms : ms * 1.7, () => {
      if (this.#pc.connectionState === 'connected') return
      if (this.#options.clock.now() - (this.#troubleSince ?? 0) >= stuckMs) this.#options.stuck()
      this.#restart()
    })
  }

  #tuneShare(): void {
    const { share } = this.#tracks
    if (share) tune(this.#lines.get('screen')?.sender, shareLimits(share))
  }

  #restart(): void {
    if (this.#closed || this.#retired) return
    this.#undelivered = false
    this.#pc.restartIce()
    this.#offer()
    this.#watch()
    this.#options.changed()
  }
}
