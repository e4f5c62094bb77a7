import { afterAll, afterEach, beforeAll, expect, test } from 'bun:test'
import { closeBrowser, launch, withoutUdp } from '#test/parts/browser'
import { openCaller, type Caller, type CallerOptions } from '#test/parts/call-page'
import { startCoturn, type Coturn } from '#test/parts/coturn'
import { startServer, type TestServer } from '#test/parts/server'
import { until } from '#test/parts/until'

let coturn: Coturn
let server: TestServer | null = null
const callers: Caller[] = []

beforeAll(async () => {
  coturn = await startCoturn()
}, 30_000)
afterEach(async () => {
  for (const caller of callers.splice(0)) await caller.close()
  await server?.stop()
  server = null
}, 30_000)
afterAll(async () => {
  await closeBrowser()
  await coturn?.stop()
}, 30_000)

/** Two join, and the first asks for the media server; answers when both are over it. */
async function overTheSfu(env: Record<string, string>, options: CallerOptions = {}): Promise<void> {
  server = await startServer({ env: { RTC_ANNOUNCED_ADDRESS: '127.0.0.1', ...env }, mediaWorkers: 1 })
  for (const name of ['Anna', 'Boris']) callers.push(await openCaller(server.url, name, options))
  for (const caller of callers) await caller.join({ audio: true, video: true })
  await until('both are in', async () => (await callers[0]?.state())?.others.length === 1)
  await callers[0]?.run(`client.connection.request('call.state', { roomId }).then(({ callId }) =>
    client.connection.request('call.request-topology', { callId, topology: 'sfu', reason: 'asked' }))`)
  for (const caller of callers)
    await until(
      'the call is over the media server',
      async () => {
        const { topology, moving } = await caller.state()
        return topology === 'sfu' && !moving
      },
      30_000,
    )
}

/** Sound and picture arrive; answers the kinds of candidates they came by. */
async function flows(): Promise<string[]> {
  const kinds: string[] = []
  for (const caller of callers) {
    const [before] = await caller.stats()
    await until('sound and picture', async () => {
      const [now] = await caller.stats()
      if (!now) return false
      const audio = now.audioPacketsReceived - (before?.audioPacketsReceived ?? 0)
      return audio > 20 && now.videoFramesDecoded - (before?.videoFramesDecoded ?? 0) > 5
    })
    kinds.push((await caller.stats())[0]?.candidateType ?? 'none')
  }
  return kinds
}

test('nothing reaches the media server but what comes through coturn: the call works', async () => {
  await overTheSfu(coturn.env, { relayOnly: true })
  expect(await flows()).toEqual(['relay', 'relay'])
}, 90_000)

test('UDP is off on the server: the call works over TCP, without TURN', async () => {
  await overTheSfu({ RTC_UDP: 'off' })
  for (const kind of await flows()) expect(kind).not.toBe('relay')
}, 90_000)

test('UDP is dropped on the way: the call works over TCP, without TURN', async () => {
  const browser = launch(withoutUdp)
  try {
    await overTheSfu({}, { browser })
    for (const kind of await flows()) expect(kind).not.toBe('relay')
  } finally {
    await (await browser).close()
  }
}, 90_000)
