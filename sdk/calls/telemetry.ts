import type { CallStats } from '#protocol/frames/call-stats'
import type { Clock } from '#sdk/clock'
import { Adapter } from './adaptation'
import type { PeerStats, SendStats, VideoLevel } from './plane'
import { changeOf, qualityOf } from './quality'
import type { Quality } from './snapshot'

export type TelemetryOptions = {
  readonly clock: Clock
  readonly stats: () => Promise<PeerStats[]>
  readonly sendStats: () => Promise<SendStats | null>
  /** Whether a camera is there to be adapted. */
  readonly camera: () => boolean
  readonly adapted: (level: VideoLevel) => void
  /** Somebody's mark is another now. */
  readonly changed: () => void
  readonly report: (summary: CallStats) => void
}

const everyMs = 2_000
const reportEvery = 5

/** Looks at the numbers every two seconds: marks of quality, less camera on a bad link, and every ten seconds a word to the server. */
export class Telemetry {
  readonly #options: TelemetryOptions
  readonly #adapter = new Adapter()
  readonly #marks = new Map<string, Quality>()
  #before = new Map<string, PeerStats>()
  #reported = new Map<string, PeerStats>()
  #own: Quality = 'good'
  #sentBefore = 0
  #looks = 0
  #startedAt: number | null = null
  #reportedAt = 0
  #firstFrameMs: number | null = null
  #cancel = (): void => undefined

  constructor(options: TelemetryOptions) {
    this.#options = options
  }

  /** Begins, or goes on with another plane. */
  start(): void {
    const now = this.#options.clock.now()
    if (this.#startedAt !== null) return
    this.#startedAt = this.#reportedAt = now
    this.#again()
  }

  stop(): void {
    this.#cancel()
    this.#cancel = () => undefined
  }

  get own(): Quality {
    return this.#own
  }

  of(participantId: string): Quality {
    return this.#marks.get(participantId) ?? 'good'
  }

  /** The first picture of somebody is there. */
  firstFrame(): void {
    if (this.#startedAt !== null) this.#firstFrameMs ??= this.#options.clock.now() - this.#startedAt
  }

  #again(): void {
    this.#cancel = this.#options.clock.after(everyMs, () => {
      this.#again()
      void this.#look().catch(() => undefined) // a connection that closed under the question
    })
  }

  async #look(): Promise<void> {
    const { stats, sendStats, clock, camera, adapted, changed } = this.#options
    const [peers, sent] = await Promise.all([stats(), sendStats()])
    let news = false
    for (const peer of peers) {
      const mark = qualityOf(changeOf(peer, this.#before.get(peer.participantId)))
      if (mark !== this.of(peer.participantId)) news = true
      this.#marks.set(peer.participantId, mark)
    }
    this.#before = new Map(peers.map((peer) => [peer.participantId, peer]))
    if (sent) {
      const own = qualityOf(sent)
      if (own !== this.#own) news = true
      this.#own = own
      const level = this.#adapter.level
      if (camera() && this.#adapter.step(sent, clock.now()) !== level) adapted(this.#adapter.level)
    }
    if (news) changed()
    if (++this.#looks % reportEvery === 0) this.#report(peers, sent)
  }

  #report(peers: readonly PeerStats[], sent: SendStats | null): void {
    const now = this.#options.clock.now()
    const seconds = Math.max(0.001, (now - this.#reportedAt) / 1_000)
    const changes = peers.map((peer) => changeOf(peer, this.#reported.get(peer.participantId)))
    const known = <T>(values: readonly (T | null)[]): T[] =>
      values.filter((value): value is NonNullable<typeof value> => value !== null) as T[]
    const most = (values: readonly (number | null)[]): number | undefined => {
      const numbers = known(values)
      return numbers.length === 0 ? undefined : Math.max(...numbers)
    }
    const bytesSent = sent ? (sent.bytesSent >= this.#sentBefore ? sent.bytesSent - this.#sentBefore : sent.bytesSent) : 0
    const summary = {
      peers: peers.length,
      roundTripMs: most([sent?.roundTripMs ?? null, ...peers.map((peer) => peer.roundTripMs)]),
      jitterMs: most(peers.map((peer) => peer.jitterMs)),
      lossRatio: most(changes.map((change) => change.lossRatio)),
      concealedRatio: most(changes.map((change) => change.concealedRatio)),
      sendLossRatio: sent?.lossRatio ?? undefined,
      receiveBitrate: Math.round((changes.reduce((total, change) => total + change.receivedBytes, 0) * 8) / seconds),
      sendBitrate: Math.round((bytesSent * 8) / seconds),
      availableBitrate: sent?.availableBitrate ?? undefined,
      candidateType: sent?.candidateType ?? peers[0]?.candidateType ?? undefined,
      protocol: sent?.protocol ?? undefined,
      firstFrameMs: this.#firstFrameMs ?? undefined,
      video: this.#adapter.level,
    }
    this.#reported = new Map(peers.map((peer) => [peer.participantId, peer]))
    this.#sentBefore = sent?.bytesSent ?? 0
    this.#reportedAt = now
    this.#options.report(Object.fromEntries(Object.entries(summary).filter(([, value]) => value !== undefined)) as CallStats)
  }
}
