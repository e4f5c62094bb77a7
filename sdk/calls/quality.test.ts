import { expect, test } from 'bun:test'
import type { PeerStats } from './plane'
import { changeOf, qualityOf } from './quality'

const blank: PeerStats = {
  participantId: 'vera',
  roundTripMs: 40,
  jitterMs: 3,
  packetsLost: 0,
  packetsReceived: 0,
  bytesReceived: 0,
  audioPacketsReceived: 0,
  concealedSamples: 0,
  totalSamples: 0,
  videoFramesDecoded: 0,
  candidateType: 'host',
}

for (const [change, mark] of [
  [{ lossRatio: 0, concealedRatio: 0, roundTripMs: 40 }, 'good'],
  [{ lossRatio: 0.05, concealedRatio: 0, roundTripMs: 40 }, 'fair'],
  [{ lossRatio: 0, concealedRatio: 0.08, roundTripMs: null }, 'fair'],
  [{ lossRatio: 0, concealedRatio: 0, roundTripMs: 500 }, 'fair'],
  [{ lossRatio: 0.2, concealedRatio: 0, roundTripMs: 40 }, 'poor'],
  [{ lossRatio: null, roundTripMs: 900 }, 'poor'],
] as const)
  test(`${JSON.stringify(change)} is ${mark}`, () => expect(qualityOf(change)).toBe(mark))

test('only what happened since the last look counts', () => {
  const before = { ...blank, packetsReceived: 1_000, packetsLost: 500, totalSamples: 48_000, concealedSamples: 24_000 }
  const now = { ...before, packetsReceived: 1_100, totalSamples: 96_000, bytesReceived: 4_000 }
  expect(changeOf(now, before)).toEqual({ lossRatio: 0, concealedRatio: 0, roundTripMs: 40, receivedBytes: 4_000 })
})

test('counters that began anew, as after a move, are not compared with the old ones', () => {
  const before = { ...blank, packetsReceived: 1_000, packetsLost: 500, totalSamples: 480_000 }
  const now = { ...blank, packetsReceived: 90, packetsLost: 10, totalSamples: 9_600 }
  expect(changeOf(now, before).lossRatio).toBe(0.1)
})

test('nobody sent anything: nothing was lost', () => {
  expect(qualityOf(changeOf({ ...blank, totalSamples: 96_000, concealedSamples: 96_000 }, undefined))).toBe('good')
})
