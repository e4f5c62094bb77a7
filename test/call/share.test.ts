import { afterAll, beforeAll, expect, test } from 'bun:test'
import { closeBrowser } from '#test/parts/browser'
import type { Caller } from '#test/parts/call-page'
import { askForSfu, joinAndListen, openCallers, together } from '#test/parts/group-call'
import { startServer, type TestServer } from '#test/parts/server'
import { seen, shareCanvas, viewScreen } from '#test/parts/shared-screen'
import { until } from '#test/parts/until'

let server: TestServer
let callers: Caller[] = []

beforeAll(async () => {
  // no UDP: everything over the SFU comes by ICE-TCP
  server = await startServer({ mediaWorkers: 1, env: { RTC_UDP: 'off' } })
  callers = await openCallers(server.url, ['Anna', 'Boris', 'Vera'])
  for (const caller of callers) await joinAndListen(caller, { audio: true, video: false })
  await together(callers, 'p2p')
}, 120_000)

afterAll(async () => {
  for (const caller of callers) await caller.close()
  await closeBrowser()
  await server?.stop()
}, 30_000)

const sharing = (caller: Caller): Promise<number> =>
  caller.run('call.getSnapshot().participants.filter((each) => !each.self && each.screen?.getVideoTracks().length > 0).length')

test('peer to peer two share at once, and stop', async () => {
  const [anna, boris, vera] = callers as [Caller, Caller, Caller]
  expect(await shareCanvas(anna, { width: 1_280, height: 720, quality: '1080p' })).toBe(true)
  await shareCanvas(boris, { width: 960, height: 540, quality: '1080p' })
  await until('Vera sees both', async () => {
    const widths = (await seen(vera)).map(({ width }) => width)
    return (await sharing(vera)) === 2 && widths.includes(1_280) && widths.includes(960)
  })
  await anna.run('call.stopSharing()')
  await boris.run('call.stopSharing()')
  await until('nobody shares', async () => (await sharing(vera)) === 0)
}, 60_000)

test('over the SFU by TCP: a screen of 3840x2160 arrives whole where there is room, and as a lower layer where there is not', async () => {
  const [anna, boris, vera] = callers as [Caller, Caller, Caller]
  await askForSfu(anna)
  await together(callers, 'sfu')
  await viewScreen(boris, 'Anna', 1_000)
  await viewScreen(vera, 'Anna', 120)
  await shareCanvas(anna, { width: 3_840, height: 2_160, quality: '2160p' })
  await until('Boris sees every pixel', async () => (await seen(boris)).some(({ width }) => width === 3_840), 40_000)
  const before = (await seen(boris)).find(({ width }) => width === 3_840)?.frames ?? 0
  const began = performance.now()
  await until('ten frames more', async () => ((await seen(boris)).find(({ width }) => width === 3_840)?.frames ?? 0) >= before + 10, 20_000)
  const perSecond = 10_000 / (performance.now() - began)
  console.log(`3840x2160: ${perSecond.toFixed(1)} frames a second`)
  expect(perSecond).toBeGreaterThanOrEqual(1)
  await until('Vera sees a lower layer', async () => (await seen(vera)).some(({ width }) => width === 960 || width === 1_920))
  expect(new Set(await boris.run<string[]>('watch.protocols()'))).toEqual(new Set(['tcp']))
}, 120_000)
