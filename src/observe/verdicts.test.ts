import { expect, test } from 'bun:test'
import { type Measured, verdictsOf } from './verdicts'

const at = (seconds: number): string => new Date(Date.UTC(2026, 0, 1, 12, 0, seconds)).toISOString()
const story = (...summaries: Partial<Measured>[]): Measured[] => summaries.map((one, n) => ({ at: at(10 * n), ...one }))
const codes = (measured: Measured[]): string[] => verdictsOf(measured).map(({ code }) => code)

test('a good call has no verdict', () => {
  expect(
    codes(story({ lossRatio: 0.01, roundTripMs: 80, jitterMs: 10, availableBitrate: 2e6, protocol: 'udp', candidateType: 'host' })),
  ).toEqual([])
  expect(codes([])).toEqual([])
})

test.each([
  [{ concealedRatio: 0.2 }, 'broken_sound'],
  [{ lossRatio: 0.05 }, 'loss_in'],
  [{ sendLossRatio: 0.05 }, 'loss_out'],
  [{ roundTripMs: 401 }, 'late'],
  [{ jitterMs: 51 }, 'jitter'],
  [{ availableBitrate: 150_000 }, 'narrow'],
  [{ protocol: 'tcp' }, 'tcp'],
  [{ candidateType: 'relay' }, 'relayed'],
  [{ firstFrameMs: 4_000 }, 'slow_start'],
] as const)('%o is %s', (summary, code) => expect(codes(story(summary))).toEqual([code]))

test('bad summaries that follow each other are one stretch with the worst of them', () => {
  const found = verdictsOf(story({ lossRatio: 0.1 }, { lossRatio: 0.3 }, { lossRatio: 0.06 }, {}, { lossRatio: 0.01 }, { lossRatio: 0.08 }))
  expect(found.map(({ from, to, worst }) => [from, to, worst])).toEqual([
    [at(0), at(20), 30],
    [at(50), at(50), 8],
  ])
  expect(found[0]?.text).toBe('Up to 30 % of what others sent did not reach them.')
})

test('a pause ends a stretch, and the narrowest line is the worst', () => {
  const measured = [
    { at: at(0), availableBitrate: 100_000 },
    { at: at(10), availableBitrate: 60_000 },
    { at: at(60), availableBitrate: 90_000 },
  ]
  expect(verdictsOf(measured).map(({ from, worst }) => [from, worst])).toEqual([
    [at(0), 60],
    [at(60), 90],
  ])
})

test('a slow start is told once, though every summary repeats it', () => {
  expect(codes(story({ firstFrameMs: 5_000 }, { firstFrameMs: 5_000 }))).toEqual(['slow_start'])
})
