import type { VideoLevel } from './plane'

/** My own side over the last two seconds. */
export type LinkSample = {
  readonly availableBitrate: number | null
  readonly lossRatio: number | null
  readonly limitedByBandwidth: boolean
}

const order: readonly VideoLevel[] = ['full', 'reduced', 'off']
/** Below `starved` there is hardly room for sound; below `short` not for a picture worth looking at beside it. */
const starvedBitrate = 80_000
const shortBitrate = 200_000
const badLoss = 0.1
const terribleLoss = 0.25
const goodLoss = 0.03
const badSamples = 2
const goodMs = 10_000
const relapseMs = 30_000
/** An estimate made without the picture takes so long to rise when the picture is back. */
const settleMs = 6_000
const longestMs = 120_000

/**
 * Audio first: on a bad link my camera goes down to its lower layers, then off, and comes back one step at a time. Down takes two bad samples,
 * up a good while, and longer each time it did not last.
 */
export class Adapter {
  #level: VideoLevel = 'full'
  #bad = 0
  #goodSince: number | null = null
  #raisedAt = Number.NEGATIVE_INFINITY
  #patienceMs = goodMs

  get level(): VideoLevel {
    return this.#level
  }

  step(sample: LinkSample, now: number): VideoLevel {
    const need = this.#need(sample, now)
    if (order.indexOf(need) > order.indexOf(this.#level)) {
      this.#goodSince = null
      if (++this.#bad < badSamples) return this.#level
      this.#bad = 0
      if (now - this.#raisedAt < relapseMs) this.#patienceMs = Math.min(longestMs, this.#patienceMs * 2)
      this.#level = need
      return this.#level
    }
    this.#bad = 0
    if (this.#level === 'full' || !this.#isGood(sample)) {
      this.#goodSince = null
      if (this.#level === 'full' && now - this.#raisedAt > longestMs) this.#patienceMs = goodMs
      return this.#level
    }
    this.#goodSince ??= now
    if (now - this.#goodSince < this.#patienceMs) return this.#level
    this.#goodSince = null
    this.#raisedAt = now
    this.#level = order[order.indexOf(this.#level) - 1] ?? 'full'
    return this.#level
  }

  /** The level this link calls for, seen alone. An estimate says little unless the video is held back by it. */
  #need({ availableBitrate, lossRatio, limitedByBandwidth }: LinkSample, now: number): VideoLevel {
    const loss = lossRatio ?? 0
    const counts = limitedByBandwidth && now - this.#raisedAt >= settleMs
    const bitrate = counts && availableBitrate !== null ? availableBitrate : Number.POSITIVE_INFINITY
    if (loss > terribleLoss || bitrate < starvedBitrate) return 'off'
    if (loss > badLoss || bitrate < shortBitrate) return 'reduced'
    return 'full'
  }

  #isGood({ availableBitrate, lossRatio, limitedByBandwidth }: LinkSample): boolean {
    if ((lossRatio ?? 0) > goodLoss) return false
    // with the camera off nothing is there to be held back: loss alone speaks
    return this.#level === 'off' || !limitedByBandwidth || (availableBitrate ?? 0) > shortBitrate * 1.5
  }
}
