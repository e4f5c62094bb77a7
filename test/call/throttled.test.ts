import { afterAll, beforeAll, expect, test } from 'bun:test'
import { closeBrowser } from '#test/parts/browser'
import { openCaller, type Caller } from '#test/parts/call-page'
import { joinAndListen, noteMarks, together } from '#test/parts/group-call'
import { startLink, type Link } from '#test/parts/link'
import { startServer, type TestServer } from '#test/parts/server'
import { seen, shareCanvas, viewScreen } from '#test/parts/shared-screen'
import { until } from '#test/parts/until'

let server: TestServer
let link: Link
let callers: Caller[] = []

beforeAll(async () => {
  server = await startServer({ mediaWorkers: 1, env: { RTC_ANNOUNCED_ADDRESS: '127.0.0.1', P2P_MAX_PARTICIPANTS: '2' } })
  link = await startLink(server.url)
  for (const name of ['Anna', 'Boris']) callers.push(await openCaller(server.url, name))
  callers.push(await openCaller(server.url, 'Vera', { link: link.port }))
  for (const caller of callers) await joinAndListen(caller, { audio: true, video: false })
  await together(callers, 'sfu')
}, 120_000)

afterAll(async () => {
  for (const caller of callers) await caller.close()
  await closeBrowser()
  await link?.close()
  await server?.stop()
}, 30_000)

const screenOf = async (caller: Caller): Promise<{ width: number; frames: number }> => (await seen(caller))[0] ?? { width: 0, frames: 0 }

/** Frames of pictures so wide that come after this is called. */
function framesOf(caller: Caller, fits: (width: number) => boolean): () => Promise<number> {
  let last: number | null = null
  let count = 0
  return async () => {
    const { width, frames } = await screenOf(caller)
    if (last !== null && fits(width)) count += Math.max(0, frames - last)
    last = frames
    return count
  }
}

const heard = async (caller: Caller): Promise<number[]> => (await caller.stats()).map(({ audioPacketsReceived }) => audioPacketsReceived)

const whole = (width: number): boolean => width === 3_840
const lower = (width: number): boolean => width > 0 && width < 3_840

test('who has no room gets a lower layer of the same screen, hears everybody, is told so, and gets all of it when there is room again', async () => {
  const [anna, boris, vera] = callers as [Caller, Caller, Caller]
  for (const caller of [boris, vera]) await viewScreen(caller, 'Anna', 1_000)
  expect(await shareCanvas(anna, { width: 3_840, height: 2_160, quality: '2160p', noise: 450 })).toBe(true)
  for (const caller of [boris, vera]) await until('every pixel', async () => whole((await screenOf(caller)).width), 60_000)

  await noteMarks(vera, 'others')
  const began = performance.now()
  const before = await heard(vera)
  link.down.bitrate = 500_000
  await until('a lower layer', async () => lower((await screenOf(vera)).width), 40_000)
  const steppedMs = performance.now() - began
  const [atVera, atBoris] = [framesOf(vera, lower), framesOf(boris, whole)]
  await until('it plays', async () => (await atVera()) >= 10, 120_000)
  await until('the whole plays beside it', async () => (await atBoris()) >= 5 && lower((await screenOf(vera)).width), 120_000)
  const seconds = (performance.now() - began) / 1_000
  const sound = (await heard(vera)).map((packets, n) => (packets - (before[n] ?? 0)) / seconds)
  console.log(`lower after ${Math.round(steppedMs)} ms; sound ${sound.map(Math.round).join(' and ')} packets a second of 50`)
  expect(sound.length).toBe(2)
  for (const packets of sound) expect(packets).toBeGreaterThan(35)
  await until('the marks say so', () => vera.run<boolean>('marks.has("poor") || marks.has("fair")'))

  link.down.bitrate = null
  const opened = performance.now()
  const again = framesOf(vera, whole)
  await until('every pixel again', async () => (await again()) >= 3, 150_000)
  console.log(`whole again after ${Math.round(performance.now() - opened)} ms`)
  await until('the marks are good', () => vera.run<boolean>('call.getSnapshot().participants.every(({ quality }) => quality === "good")'))
}, 600_000)
