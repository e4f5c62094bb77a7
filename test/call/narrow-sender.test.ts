import { afterAll, beforeAll, expect, test } from 'bun:test'
import { closeBrowser } from '#test/parts/browser'
import { openCaller, type Caller } from '#test/parts/call-page'
import { askForSfu, joinAndListen, noteMarks, together } from '#test/parts/group-call'
import { startLink, type Link } from '#test/parts/link'
import { startServer, type TestServer } from '#test/parts/server'
import { seen } from '#test/parts/shared-screen'
import { until } from '#test/parts/until'

let server: TestServer
let link: Link
let callers: Caller[] = []

beforeAll(async () => {
  server = await startServer({ mediaWorkers: 1, env: { RTC_ANNOUNCED_ADDRESS: '127.0.0.1' } })
  link = await startLink(server.url)
  callers.push(await openCaller(server.url, 'Boris'), await openCaller(server.url, 'Vera', { link: link.port }))
  const [boris, vera] = callers as [Caller, Caller]
  await joinAndListen(boris, { audio: true, video: false })
  await joinAndListen(vera, { audio: true, video: true, constraints: { video: { width: 640, height: 360, frameRate: 10 } } })
  await together(callers, 'p2p')
  await askForSfu(boris)
  await together(callers, 'sfu')
}, 120_000)

afterAll(async () => {
  for (const caller of callers) await caller.close()
  await closeBrowser()
  await link?.close()
  await server?.stop()
}, 30_000)

const levelOf = (caller: Caller): Promise<string> => caller.run('call.getSnapshot().adaptation.video')

test('who has hardly room to send goes down to sound alone, which is heard, and comes back up by steps when there is room', async () => {
  const [boris, vera] = callers as [Caller, Caller]
  const other = 'call.getSnapshot().participants.find((each) => !each.self).participantId'
  await boris.run(`call.view([{ participantId: ${other}, source: 'camera', width: 640, height: 360 }])`)
  const picture = async (): Promise<{ width: number; frames: number }> => (await seen(boris))[0] ?? { width: 0, frames: 0 }
  const heard = async (): Promise<number> => (await boris.stats())[0]?.audioPacketsReceived ?? 0
  await until('the whole picture', async () => (await picture()).width === 640, 40_000)

  await noteMarks(vera, 'self')
  link.up.bitrate = 60_000
  await until('sound alone', async () => (await levelOf(vera)) === 'off', 60_000)
  const [before, began, { frames }] = [await heard(), performance.now(), await picture()]
  await until('four seconds of sound', async () => (await heard()) >= before + 200)
  const perSecond = 200_000 / (performance.now() - began)
  console.log(`sound ${Math.round(perSecond)} packets a second of 50, ${(await picture()).frames - frames} late pictures`)
  expect(perSecond).toBeGreaterThan(35)
  expect((await picture()).frames - frames).toBeLessThan(10)

  await until('the mark says so', () => vera.run<boolean>('marks.has("poor") || marks.has("fair")'))

  link.up.bitrate = null
  const opened = performance.now()
  await until('a smaller picture first', async () => (await levelOf(vera)) === 'reduced', 90_000)
  await until('everything', async () => (await levelOf(vera)) === 'full', 120_000)
  await until('the whole picture again', async () => (await picture()).width === 640, 60_000)
  console.log(`everything again after ${Math.round(performance.now() - opened)} ms`)
}, 400_000)
