import { closeBrowser } from '#test/parts/browser'
import { atLeast, atMost, median, report, round } from './parts/report'
import type { CrowdOrder, CrowdReport } from './parts/rtp-crowd'
import { bareSide, productSide, type Side } from './parts/sfu-sides'

/**
 * A call of 50 on two workers in which three talk: who hears them, what silence costs, and CPU per forwarded packet (the Bun process and
 * its workers) beside a bare mediasoup program that does the same forwarding. The two take turns within one run.
 */
const RUNS = Number(process.env['RUNS'] ?? 5)
const CROWD = Number(process.env['CROWD'] ?? 44)
const PAGES = Number(process.env['PAGES'] ?? 6)
const SECONDS = Number(process.env['SECONDS'] ?? 10)
const TALKERS = 3
const WARM_MS = 40_000
/** Longer than one who fell silent is still forwarded. */
const HOLD_MS = 32_000

const crowd = Bun.spawn([process.execPath, new URL('parts/rtp-crowd.ts', import.meta.url).pathname], {
  stdin: 'ignore',
  stdout: 'inherit',
  stderr: 'inherit',
  ipc: (message) => answered(message as CrowdReport),
})
let answered: (report: CrowdReport) => void = () => {}
const order = (what: CrowdOrder): Promise<CrowdReport> =>
  new Promise((resolve) => {
    answered = resolve
    crowd.send(what)
  })

/** The smallest share of a talker's packets that anybody received, and what came of those who did not talk. */
async function judge(side: Side, { sent = [], received = [] }: CrowdReport): Promise<{ least: number; ofSilent: number }> {
  let least = 1
  let ofSilent = 0
  for (let peer = 0; peer < received.length; peer++) {
    for (const [from, count] of (await side.heardBy(peer, { received })).entries()) {
      if (from >= TALKERS) ofSilent += count
      else if (from !== peer) least = Math.min(least, count / (sent[from] ?? 1))
    }
  }
  return { least, ofSilent }
}

async function measure(side: Side, talkers: number, ms: number) {
  const before = await side.forwarded()
  const pagesBefore = await side.heardInPages()
  const cpu = side.cpu()
  const heard = await order({ do: 'talk', ports: side.ports, talkers, ms })
  const seconds = side.cpu() - cpu
  const packets = (await side.forwarded()).packets - before.packets
  const pages = (await side.heardInPages()).map((counts, page) => counts.map((count, from) => count - (pagesBefore[page]?.[from] ?? 0)))
  return { heard, packets, microseconds: (seconds / packets) * 1e6, pages, cpuShare: seconds / (ms / 1_000) }
}

const { ports = [] } = await order({ do: 'open', count: CROWD })
const shape = { crowd: ports, talkers: TALKERS, pages: PAGES }
console.log(`${CROWD} generated peers and ${PAGES} pages join`)
const product = await productSide(shape)
const bare = await bareSide(shape)

const figures = {
  product: [] as number[],
  bare: [] as number[],
  forwarded: [] as number[],
  pages: [] as number[],
  least: [] as number[],
  ofSilent: [] as number[],
}
// compiled, collected, settled: a program that just let 50 people in is still busy with itself
for (const side of [bare, product]) await measure(side, TALKERS, WARM_MS)
for (let run = 0; run < RUNS; run++) {
  const ours = await measure(product, TALKERS, SECONDS * 1_000)
  const theirs = await measure(bare, TALKERS, SECONDS * 1_000)
  const { least, ofSilent } = await judge(product, ours.heard)
  const inPages = ours.pages.map((counts) => Math.min(...counts.slice(0, TALKERS)) / (ours.heard.sent?.[0] ?? 1))
  console.log(
    `  run ${run + 1}: product ${round(ours.microseconds)} us a packet (${ours.packets} packets, ${round(ours.cpuShare)} cores), bare ${round(theirs.microseconds)} (${theirs.packets}), least heard ${round(least)}, in pages ${inPages.map(round).join(' ')}, bare ${round((await judge(bare, theirs.heard)).least)}`,
  )
  figures.product.push(ours.microseconds)
  figures.bare.push(theirs.microseconds)
  const due = (ours.heard.sent ?? []).slice(0, TALKERS).reduce((sum, count) => sum + count, 0) * (CROWD + PAGES - 1)
  figures.forwarded.push(ours.packets / due)
  figures.pages.push(...inPages)
  figures.least.push(least)
  figures.ofSilent.push(ofSilent)
}
await order({ do: 'talk', ports: product.ports, talkers: 0, ms: HOLD_MS })
const silence = await measure(product, 0, 5_000)
const people = CROWD + PAGES
const controlPlane = ((await product.grown()) - (await bare.grown())) / people

for (const side of [product, bare]) await side.stop()
await closeBrowser()
crowd.kill()
const micro = { product: median(figures.product), bare: median(figures.bare) }
report('sfu', { microsecondsPerPacket: micro, silentPackets: silence.packets, controlPlaneBytes: round(controlPlane) }, [
  atMost('CPU per forwarded packet against bare mediasoup', micro.product / micro.bare, 1.1),
  atLeast('share of what the talkers sent that was forwarded to everybody else', Math.min(...figures.forwarded), 0.97),
  ...(PAGES > 0 ? [atLeast('least share of a talker that a page received', Math.min(...figures.pages), 0.97)] : []),
  // the generator reads 7,000 packets a second beside everything else: what its sockets drop was sent
  atLeast('least share of a talker that a generated peer received', Math.min(...figures.least), 0.5),
  atMost('packets of those who did not talk, forwarded while others talked', Math.max(...figures.ofSilent), 0),
  atMost('packets forwarded while nobody talked', silence.packets, 0),
  atMost('resident bytes per participant beyond the bare program', controlPlane, 64 * 1024),
])
process.exit(0)
