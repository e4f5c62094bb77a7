import { afterAll, beforeAll, expect, test } from 'bun:test'
import { closeBrowser } from '#test/parts/browser'
import { openCaller, type Caller } from '#test/parts/call-page'
import { startCoturn, type Coturn } from '#test/parts/coturn'
import { startServer, type TestServer } from '#test/parts/server'
import { until } from '#test/parts/until'

let coturn: Coturn
let server: TestServer
const callers: Caller[] = []

beforeAll(async () => {
  coturn = await startCoturn()
  server = await startServer({ env: coturn.env })
}, 60_000)

afterAll(async () => {
  for (const caller of callers) await caller.close()
  await closeBrowser()
  await server?.stop()
  await coturn?.stop()
}, 30_000)

/** Audio and video arrive, and arrive over a relay. */
async function relayed(caller: Caller): Promise<void> {
  const before = await caller.stats()
  await until('media over a relay from everybody', async () => {
    const now = await caller.stats()
    return (
      now.length > 0 &&
      now.every(({ participantId, audioPacketsReceived, videoFramesDecoded, candidateType }) => {
        const then = before.find((each) => each.participantId === participantId)
        const audio = audioPacketsReceived - (then?.audioPacketsReceived ?? 0)
        const video = videoFramesDecoded - (then?.videoFramesDecoded ?? 0)
        return candidateType === 'relay' && audio > 20 && video > 5
      })
    )
  })
}

test('two who reach nothing but the TURN server hear and see each other through it', async () => {
  for (const name of ['Anna', 'Boris']) callers.push(await openCaller(server.url, name, { relayOnly: true }))
  for (const caller of callers) await caller.join()
  for (const caller of callers) await relayed(caller)
}, 60_000)

test('the passwords they used are their own and end within the hour', async () => {
  const ids = await Promise.all(callers.map((caller) => caller.run<string>('client.accounts.getSnapshot().user.id')))
  for (const id of ids) {
    const [, until] = new RegExp(`user <(\\d+):${id}>`).exec(coturn.output()) ?? []
    expect(Number(until) - Date.now() / 1000).toBeWithin(3_000, 3_601)
  }
})
