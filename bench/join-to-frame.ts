import { closeBrowser } from '#test/parts/browser'
import { startServer } from '#test/parts/server'
import { bareSide, type JoinSide, productSide } from './parts/join-sides'
import { mouthToEar } from './parts/mouth-to-ear'
import { atMost, median, percentile, report, round } from './parts/report'

/**
 * From the join click to the first decoded picture of somebody else, devices open, in Chromium; and from mouth to ear. Beside it a page of
 * mediasoup-client at a server that does nothing else: the two take turns in one run. Both ways it is a call of two over one router, each
 * of them sending a microphone and a camera of one layer.
 */
const JOINS = Number(process.env['JOINS'] ?? 50)
const BEEPS = Number(process.env['BEEPS'] ?? 40)
/** Long enough for a sender that gives no second key frame within 300 ms; of changing length, so that no join is in step with the frames. */
const QUIET_MS = { least: 500, spread: 400 }

const server = await startServer({ mediaWorkers: 1 })
const product = await productSide(server.url)
const bare = await bareSide()
const quiet = (): Promise<void> => Bun.sleep(QUIET_MS.least + Math.random() * QUIET_MS.spread)

/** A join, and one that follows it closely: the sender has just made a key frame. */
async function twice(side: JoinSide): Promise<{ first: number; next: number }> {
  await quiet()
  const first = await side.join()
  await side.leave()
  const next = await side.join()
  await side.leave()
  return { first, next }
}

const took = { product: [] as number[], bare: [] as number[], productNext: [] as number[], bareNext: [] as number[] }
for (let nth = 0; nth <= JOINS; nth++) {
  const ours = await twice(product)
  const theirs = await twice(bare)
  if (nth === 0) continue // the first loads code and asks what the browser can
  took.product.push(ours.first)
  took.productNext.push(ours.next)
  took.bare.push(theirs.first)
  took.bareNext.push(theirs.next)
}

await product.join()
const heardAfter = await mouthToEar(product.anna, product.boris, BEEPS)
const shape = (values: readonly number[]) => ({
  p50: round(median(values)),
  p95: round(percentile(values, 0.95)),
  all: values.map((value) => Math.round(value)).toSorted((a, b) => a - b),
})
const figures = {
  product: shape(took.product),
  bare: shape(took.bare),
  productRightAfter: shape(took.productNext),
  bareRightAfter: shape(took.bareNext),
  mouthToEarMs: shape(heardAfter),
}
console.log('two people, over the SFU on both sides, ms')
for (const [name, { p50, p95, all }] of Object.entries(figures)) console.log(`${name}: p50 ${p50}, p95 ${p95}: ${all.join(' ')}`)
await product.close()
await bare.close()
await closeBrowser()
await server.stop()
report('join-to-frame', figures, [
  atMost('p50 against bare', figures.product.p50 / figures.bare.p50, 1.2),
  atMost('p95 against bare', figures.product.p95 / figures.bare.p95, 2),
  atMost('right after somebody else, p95, ms', figures.productRightAfter.p95, 600),
  atMost('mouth to ear p95, ms', figures.mouthToEarMs.p95, 300),
])
process.exit(0)
