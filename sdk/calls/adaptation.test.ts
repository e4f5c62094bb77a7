import { expect, test } from 'bun:test'
import { Adapter, type LinkSample } from './adaptation'

const good: LinkSample = { availableBitrate: 2_000_000, lossRatio: 0, limitedByBandwidth: false }
const short: LinkSample = { availableBitrate: 150_000, lossRatio: 0.02, limitedByBandwidth: true }
const starved: LinkSample = { availableBitrate: 50_000, lossRatio: 0.05, limitedByBandwidth: true }
const lossy: LinkSample = { availableBitrate: 900_000, lossRatio: 0.15, limitedByBandwidth: false }

function line(adapter = new Adapter()) {
  let now = 0
  return (sample: LinkSample, times = 1): string => {
    let level = adapter.level
    for (let i = 0; i < times; i++) level = adapter.step(sample, (now += 2_000))
    return level
  }
}

for (const [name, sample, level] of [
  ['a good link', good, 'full'],
  ['little room', short, 'reduced'],
  ['room for sound only', starved, 'off'],
  ['loss', lossy, 'reduced'],
  ['much loss', { ...lossy, lossRatio: 0.4 }, 'off'],
  // at the start of a call, or with a small camera, the estimate is low and nothing is wrong
  ['a low estimate that holds nothing back', { ...starved, limitedByBandwidth: false }, 'full'],
  ['nothing known', { availableBitrate: null, lossRatio: null, limitedByBandwidth: false }, 'full'],
] as const) {
  test(`${name}: ${level}`, () => {
    const feed = line()
    expect(feed(sample)).toBe('full')
    expect(feed(sample)).toBe(level)
  })
}

test('one bad moment changes nothing', () => {
  const feed = line()
  expect([feed(starved), feed(good), feed(starved), feed(good)]).toEqual(['full', 'full', 'full', 'full'])
})

test('back up one step at a time, after ten good seconds each', () => {
  const feed = line()
  feed(starved, 2)
  expect([feed(good, 5), feed(good), feed(good, 5), feed(good)]).toEqual(['off', 'reduced', 'reduced', 'full'])
})

test('what did not last waits twice as long the next time', () => {
  const feed = line()
  feed(short, 2)
  expect(feed(good, 6)).toBe('full')
  expect(feed(short, 4)).toBe('reduced')
  expect([feed(good, 10), feed(good)]).toEqual(['reduced', 'full'])
})

test('the estimate of a time without the picture does not end a picture that has just come back; loss does', () => {
  const back = () => {
    const feed = line()
    feed(starved, 2)
    expect(feed(good, 6)).toBe('reduced')
    return feed
  }
  expect(back()(starved, 3)).toBe('reduced')
  expect(back()(starved, 4)).toBe('off')
  expect(back()({ ...lossy, lossRatio: 0.4 }, 2)).toBe('off')
})
