import { closeBrowser } from '#test/parts/browser'
import { atLeast, atMost, median, report, round } from './parts/report'
import type { CrowdOrder, CrowdReport } from './parts/rtp-crowd'
import { bareSide } from './parts/sfu-bare-side'
import { productSide } from './parts/sfu-product-side'
import type { Side } from './parts/sfu-sides'

/**
 * A call of 50 on two workers in which three talk: who hears them, what silence costs, CPU per forwarded packet (the Bun process and its
 * workers) and memory per participant beside a bare mediasoup program that does the same forwarding. The two take turns within one run.
 */
const RUNS = Number(process.env['RUNS'] ?? 3)
const CROWD = Number(process.env['CROWD'] ?? 44)
const PAGES = Number(process.env['PAGES'] ?? 6)
const SECONDS = Number(process.env['SECONDS'] ?? 10)
const TALKERS = 3
const WARM_MS = Number(process.env['WARM_SECONDS'] ?? 20) * 1_000
/** Calls before the one that is measured, each for what a participant weighs. */
const CALLS = 3
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
const talk = (to: readonly Side[], talkers: number, ms: number): Promise<CrowdReport> =>
  order({ do: 'talk', ports: to.map((side) => side.ports()), talkers, ms })

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
  const heard = await talk([side], talkers, ms)
  const { all, program } = side.cpu()
  const after = await side.forwarded()
  const packets = after.packets - before.packets
  const perPacket = ((all - cpu.all) / packets) * 1e6
  const pages = (await side.heardInPages()).map((counts, page) => counts.map((count, from) => count - (pagesBefore[page]?.[from] ?? 0)))
  return { heard, packets, piped: after.piped - before.piped, perPacket, program: (program - cpu.program) / (ms / 1_000), pages }
}

const { ports = [] } = await order({ do: 'open', count: CROWD })
const sides = await Promise.all([productSide(ports), bareSide(ports, TALKERS)])
const [product, bare] = sides
const each = <T>(work: (side: Side) => Promise<T>): Promise<T[]> => Promise.all(sides.map(work))

console.log(`${CROWD} generated peers join and leave, and again`)
const memory = { resident: [[], []] as number[][], used: [[], []] as number[][], heap: [[], []] as number[][] }
let empty: Awaited<ReturnType<Side['held']>>[] = []
for (let call = 0; call <= CALLS; call++) {
  await each((side) => side.join())
  await talk(sides, TALKERS, 2_000)
  const full = await each((side) => side.held())
  // what a first call leaves behind (compiled code, pools, pages of the database touched once) is no participant's
  for (const [nth, was] of empty.entries())
    for (const of of ['resident', 'used', 'heap'] as const) memory[of][nth]?.push(((full[nth]?.[of] ?? 0) - was[of]) / CROWD)
  if (call === CALLS) break
  await each((side) => side.leave())
  empty = await each((side) => side.held())
}
const [resident = [], used = [], heap = []] = [memory.resident, memory.used, memory.heap].map((both) =>
  both.map((calls) => round(median(calls))),
)
const beyond = ([ours = 0, theirs = 0]: readonly number[]): number => ours - theirs
console.log(
  `  bytes a participant, product and bare: resident ${resident.join(', ')}, without free space of the heap ${used.join(', ')}, heap ${heap.join(', ')}`,
)

console.log(`${PAGES} pages join`)
for (const side of sides) await side.openPages(PAGES)
// compiled, collected, settled: a program that just let 50 people in is still busy with itself
await talk(sides, TALKERS, WARM_MS)

const figures = {
  product: [] as number[],
  bare: [] as number[],
  programs: [] as number[],
  forwarded: [] as number[],
  pages: [] as number[],
  least: [] as number[],
  ofSilent: [] as number[],
}
for (let run = 0; run < RUNS; run++) {
  const first = run % 2 === 0
  const early = await measure(first ? product : bare, TALKERS, SECONDS * 1_000)
  const late = await measure(first ? bare : product, TALKERS, SECONDS * 1_000)
  const [ours, theirs] = first ? [early, late] : [late, early]
  const { least, ofSilent } = await judge(product, ours.heard)
  const sent = ours.heard.sent ?? []
  const inPages = ours.pages.map((counts) => Math.min(...counts.slice(0, TALKERS)) / (sent[0] ?? 1))
  const due = sent.slice(0, TALKERS).reduce((sum, count) => sum + count, 0) * (CROWD + PAGES - 1)
  console.log(
    `  run ${run + 1}: product ${round(ours.perPacket)} us a packet (${ours.packets} packets, ${round(ours.program * 1_000)} ms a second of Bun), bare ${round(theirs.perPacket)} (${theirs.packets}, ${round(theirs.program * 1_000)}), least heard ${round(least)}, in pages ${inPages.map(round).join(' ')}, bare ${round((await judge(bare, theirs.heard)).least)}`,
  )
  figures.product.push(ours.perPacket)
  figures.bare.push(theirs.perPacket)
  figures.programs.push(ours.program)
  figures.forwarded.push(ours.packets / due)
  figures.pages.push(...inPages)
  figures.least.push(least)
  figures.ofSilent.push(ofSilent)
}
await talk([product], 0, HOLD_MS)
const silence = await measure(product, 0, 5_000)

for (const side of sides) await side.stop()
await closeBrowser()
crowd.kill()
const micro = { product: median(figures.product), bare: median(figures.bare) }
const ofBun = { talking: median(figures.programs) * 1_000, silent: silence.program * 1_000 }
report(
  'sfu',
  { microsecondsPerPacket: micro, bunMsPerSecond: ofBun, silentPackets: silence.packets, bytesPerParticipant: { resident, used, heap } },
  [
    atMost('CPU per forwarded packet against bare mediasoup', micro.product / micro.bare, 1.1),
    atLeast('share of what the talkers sent that was forwarded to everybody else', Math.min(...figures.forwarded), 0.97),
    ...(PAGES > 0 ? [atLeast('least share of a talker that a page received', Math.min(...figures.pages), 0.97)] : []),
    // the generator reads 7,000 packets a second beside everything else: what its sockets drop was sent
    atLeast('least share of a talker that a generated peer received', Math.min(...figures.least), 0.5),
    atMost('packets of those who did not talk, forwarded while others talked', Math.max(...figures.ofSilent), 0),
    atMost('packets forwarded while nobody talked', silence.packets, 0),
    atMost('packets piped between workers while nobody talked', silence.piped, 0),
    atMost('resident bytes per participant beyond the bare program, without free space of the heap', beyond(used), 64 * 1024),
    atMost('heap bytes per participant beyond the bare program', beyond(heap), 64 * 1024),
  ],
)
process.exit(0)
