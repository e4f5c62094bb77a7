import { expect, test } from 'bun:test'
import { summarizeSending, type StatsRow } from './peer-stats'

const layer = (targetBitrate: number | null, qualityLimitationReason = 'none', kind = 'video'): StatsRow => ({
  type: 'outbound-rtp',
  id: crypto.randomUUID(),
  kind,
  qualityLimitationReason,
  ...(targetBitrate === null ? {} : { targetBitrate }),
})

for (const [name, rows, limited] of [
  ['the browser says so', [layer(200_000, 'bandwidth'), layer(null, 'bandwidth')], true],
  ['as much as is asked for', [layer(150_000), layer(700_000)], false],
  ['the processor is the limit', [layer(150_000, 'cpu')], false],
  ['the only layer left is smaller than any is meant to be', [layer(30_000), layer(null)], true],
  ['small layers that come to enough', [layer(60_000), layer(60_000)], false],
  ['no picture is sent', [layer(0), layer(32_000, 'none', 'audio')], false],
] as const)
  test(`held back by the link: ${name}: ${limited ? 'yes' : 'no'}`, () => {
    expect(summarizeSending(rows).limitedByBandwidth).toBe(limited)
  })
