import { afterAll, beforeAll, expect, test } from 'bun:test'
import { closeBrowser } from '#test/parts/browser'
import type { Caller } from '#test/parts/call-page'
import { joinAndListen, openCallers, together } from '#test/parts/group-call'
import { startServer, type TestServer } from '#test/parts/server'
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

const share = (width: number, height: number, quality: string): string => `(async () => {
  const canvas = document.createElement('canvas')
  Object.assign(canvas, { width: ${width}, height: ${height} })
  const pen = canvas.getContext('2d')
  let n = 0
  setInterval(() => { pen.fillStyle = 'hsl(' + (n += 20) + ' 80% 50%)'; pen.fillRect((n * 7) % ${width}, (n * 3) % ${height}, 300, 200) }, 250)
  return call.shareScreen({ quality: '${quality}', content: 'text', stream: canvas.captureStream(5) })
})()`

/** Frames decoded so far of pictures so wide. */
const seen = (caller: Caller): Promise<{ width: number; frames: number }[]> =>
  caller.run(`(async () => {
    const found = []
    for (const connection of watch.connections) {
      if (connection.connectionState === 'closed') continue
      ;(await connection.getStats()).forEach((row) => {
        if (row.type === 'inbound-rtp' && row.kind === 'video' && row.framesDecoded > 0) found.push({ width: row.frameWidth, frames: row.framesDecoded })
      })
    }
    return found
  })()`)

const sharing = (caller: Caller): Promise<number> =>
  caller.run('call.getSnapshot().participants.filter((each) => !each.self && each.screen?.getVideoTracks().length > 0).length')

test('peer to peer two share at once, and stop', async () => {
  const [anna, boris, vera] = callers as [Caller, Caller, Caller]
  expect(await anna.run<boolean>(share(1_280, 720, '1080p'))).toBe(true)
  await boris.run(share(960, 540, '1080p'))
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
  await anna.run(
    'client.connection.request("call.request-topology", { callId: call.getSnapshot().callId, topology: "sfu", reason: "asked" })',
  )
  await together(callers, 'sfu')
  const tile = (height: number): string =>
    `call.view([{ participantId: call.getSnapshot().participants.find((each) => each.user.name === 'Anna').participantId, source: 'screen', width: ${height * 2}, height: ${height} }])`
  await boris.run(tile(1_000))
  await vera.run(tile(120))
  await anna.run(share(3_840, 2_160, '2160p'))
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
