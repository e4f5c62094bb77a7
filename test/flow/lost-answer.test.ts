import { afterAll, beforeAll, expect, test } from 'bun:test'
import { createClient } from '#sdk/client'
import { failure } from '#sdk/failure'
import { memoryStorage, type Storage } from '#sdk/storage'
import { newPerson, online } from '#test/parts/sdk-people'
import { startProxy, type Proxy } from '#test/parts/proxy'
import { startServer, type TestServer } from '#test/parts/server'

let server: TestServer
let proxy: Proxy

beforeAll(async () => {
  server = await startServer()
  proxy = await startProxy(server.port)
}, 60_000)

afterAll(async () => {
  await proxy?.close()
  await server?.stop()
})

test('the line is cut between a refresh and its answer, and the person stays signed in', async () => {
  const storage = memoryStorage()
  const client = await newPerson(proxy.url, 'Lost', { storage })
  for (let times = 1; times <= 2; times++) {
    const before = kept(storage)
    storage.set('account', JSON.stringify({ ...before, expiresAt: 0 }))
    proxy.loseAnswers = true
    expect(failure(await client.accounts.me().catch((error: unknown) => error)).code).toBe('offline')
    expect(kept(storage).refreshToken).toBe(before.refreshToken)
    proxy.loseAnswers = false
    await client.accounts.me()
    // the server had spent the token when the line was cut
    expect(kept(storage).rotation).toBeGreaterThanOrEqual(before.rotation + 2)
  }
  client.connection.retryNow()
  await online(client)
  client.close()
}, 60_000)

test('tabs without a lock between them refresh at the same moment, again and again, and stay signed in', async () => {
  const storage = memoryStorage()
  const first = await newPerson(server.url, 'Tabs', { storage })
  const tabs = [first, ...[1, 2].map(() => createClient({ baseUrl: server.url, storage, connect: 'manual' }))]
  for (let round = 1; round <= 5; round++) {
    storage.set('account', JSON.stringify({ ...kept(storage), expiresAt: 0 }))
    await Promise.all(tabs.map((tab) => tab.accounts.me()))
  }
  // several have spent the same token in some round
  expect(kept(storage).rotation).toBeGreaterThan(5)
  for (const tab of tabs) {
    expect(tab.accounts.getSnapshot().status).toBe('signed-in')
    tab.close()
  }
}, 60_000)

function kept(storage: Storage): { refreshToken: string; rotation: number } {
  return JSON.parse(storage.get('account') ?? '{}') as { refreshToken: string; rotation: number }
}
