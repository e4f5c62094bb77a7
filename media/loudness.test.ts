import { expect, test } from 'bun:test'
import { virtualClock } from '#actors/runtime/testkit'
import { Loudness, type Volume } from './loudness'
import { AUDIO_OF_ALL } from './policy'
import { Speaking } from './speaking'

const at = (volume: number, ...ids: string[]): Volume[] => ids.map((participantId) => ({ participantId, volume }))

test('the loudest six are heard; a little louder is not enough to take a place, much louder is', () => {
  const loudness = new Loudness()
  loudness.hear(at(-40, 'a', 'b', 'c', 'd', 'e', 'f'), 0)
  expect([...loudness.loudest(0)].toSorted()).toEqual(['a', 'b', 'c', 'd', 'e', 'f'])
  loudness.hear(at(-37, 'g'), 100)
  expect(loudness.loudest(100).has('g')).toBe(false)
  loudness.hear(at(-20, 'g'), 200)
  expect(loudness.loudest(200).has('g')).toBe(true)
  expect(loudness.loudest(200).size).toBe(6)
})

test('one who fell silent keeps the place until another needs it, and for half a minute at most', () => {
  const loudness = new Loudness()
  loudness.hear(at(-20, 'a'), 0)
  expect(loudness.loudest(29_000).has('a')).toBe(true)
  const before = loudness.loudest(29_000)
  expect(loudness.loudest(29_500)).toBe(before)
  loudness.hear(at(-50, 'b', 'c', 'd', 'e', 'f', 'g'), 29_600)
  expect(loudness.loudest(29_600).has('a')).toBe(false)
  expect(loudness.loudest(60_000).size).toBe(0)
})

test('the dominant one is first, then the louder ones', () => {
  const loudness = new Loudness()
  loudness.hear(at(-20, 'loud'), 0)
  loudness.hear(at(-50, 'dominant'), 0)
  loudness.hear(at(-30, 'middle'), 0)
  loudness.dominate('dominant')
  expect(loudness.speakers(-1).map(({ participantId }) => participantId)).toEqual(['dominant', 'loud', 'middle'])
  expect(loudness.speakers(0)).toEqual([])
  loudness.forget('dominant')
  expect(loudness.recent(9)).toEqual(new Set(['middle', 'loud']))
})

/** Reports of a conference in which `said` is called every 50 ms for so long, and then silence. */
async function reportsOf(ms: number, said: (at: number) => readonly Volume[]): Promise<{ at: number; names: string[] }[]> {
  const clock = virtualClock()
  const reports: { at: number; names: string[] }[] = []
  const report = (speakers: readonly Volume[]): void =>
    void reports.push({ at: clock.now(), names: speakers.map(({ participantId }) => participantId) })
  const speaking = new Speaking({ clock, report, changed: () => {} })
  for (let now = 0; now < ms; now += 50) {
    speaking.volumes(said(now))
    await clock.advance(50)
  }
  await clock.advance(40_000)
  expect(clock.pending).toBe(0)
  return reports
}

test('changes of who speaks are reported, four a second at most, silence once, and then nothing ticks', async () => {
  const reports = await reportsOf(4_000, (now) => at(-20, `peer-${now / 50}`))
  expect(reports.length).toBeGreaterThan(10)
  for (const [nth, { at: when }] of reports.entries()) expect(when - (reports[nth - 1]?.at ?? -250)).toBeGreaterThanOrEqual(250)
  expect(reports.at(-1)?.names).toEqual([])
  expect(reports.filter(({ names }) => names.length === 0)).toHaveLength(1)
})

test('the same speakers are reported every five seconds, whichever of them is louder', async () => {
  const reports = await reportsOf(11_000, (now) => [...at(-20, 'a'), ...at(now % 100 === 0 ? -30 : -40, 'b'), ...at(-35, 'c')])
  expect(reports.map(({ names }) => names.length)).toEqual([3, 3, 3, 0])
})

test('who comes while others speak is told within a second, and a place given up costs one look', async () => {
  const clock = virtualClock()
  const reports: number[] = []
  const speaking = new Speaking({ clock, report: () => void reports.push(clock.now()), changed: () => {} })
  speaking.crowd(AUDIO_OF_ALL + 1)
  for (let now = 0; now < 2_000; now += 100) {
    if (now === 1_200) speaking.crowd(AUDIO_OF_ALL + 2)
    speaking.volumes(at(-20, 'a'))
    await clock.advance(100)
  }
  expect(reports).toEqual([0, 1_200])
  await clock.advance(1_000)
  expect(clock.pending).toBe(1)
  await clock.advance(40_000)
  expect(speaking.audible).toEqual(new Set())
  expect(clock.pending).toBe(0)
})

test('all are heard until the call is large; then those who speak, and nobody after a long silence', async () => {
  const clock = virtualClock()
  let changes = 0
  const speaking = new Speaking({ clock, report: () => {}, changed: () => void changes++ })
  speaking.crowd(AUDIO_OF_ALL)
  speaking.volumes(at(-20, 'a'))
  expect(speaking.audible).toBeNull()
  speaking.crowd(AUDIO_OF_ALL + 1)
  expect(speaking.audible).toEqual(new Set(['a']))
  const before = changes
  await clock.advance(40_000)
  expect(speaking.audible).toEqual(new Set())
  expect(changes).toBe(before + 1)
  speaking.crowd(AUDIO_OF_ALL)
  expect(speaking.audible).toBeNull()
})
