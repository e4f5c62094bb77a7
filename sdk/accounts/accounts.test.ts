import { expect, test } from 'bun:test'
import type { Client } from '#sdk/client'
import { failure } from '#sdk/failure'
import { memoryStorage } from '#sdk/storage'
import { Scene } from '#sdk/testkit/scene'
import { seeds } from '#sdk/testkit/seeded'
import { sharedStorage } from '#sdk/testkit/shared-storage'

test('many calls with an ended token: one renewal, all succeed', async () => {
  const scene = new Scene()
  const client = await scene.person('anna', { connect: 'manual' })
  scene.server.expireAccessTokens()
  const all = Promise.all([client.accounts.me(), client.api.rooms.list(), client.api.rooms.list(), client.accounts.me()])
  await scene.finish(all)
  expect(scene.server.refreshes).toBe(1)
})

test('a token close to its end is renewed before it is used', async () => {
  const scene = new Scene()
  const client = await scene.person('anna', { connect: 'manual' })
  await scene.clock.advance(880_000)
  await scene.finish(client.accounts.me())
  expect(scene.server.refreshes).toBe(1)
})

test('renewal without a network keeps the account; a refused one ends it', async () => {
  const scene = new Scene()
  const client = await scene.person('anna', { connect: 'manual' })
  await scene.clock.advance(900_000)
  scene.server.network.isDown = true
  expect(await scene.finish(client.accounts.me().catch(failure))).toMatchObject({ code: 'offline' })
  expect(client.accounts.getSnapshot().status).toBe('signed-in')
  scene.server.network.isDown = false
  scene.server.revokeTokens()
  expect(await scene.finish(client.accounts.me().catch(failure))).toMatchObject({ status: 401 })
  expect(client.accounts.getSnapshot()).toEqual({ status: 'signed-out', reason: 'revoked' })
})

test('tabs share one account: signing in, out and renewed tokens are followed', async () => {
  const scene = new Scene()
  const open = sharedStorage()
  const tabs = [0, 1].map(() => scene.client({ storage: open() })) as [Client, Client]
  await scene.finish(tabs[0].accounts.login({ email: 'anna', password: 'password' }))
  expect(tabs[1].accounts.getSnapshot().status).toBe('signed-in')
  await scene.clock.until(() => tabs.every((tab) => tab.connection.isOnline))
  await scene.clock.advance(900_000)
  await scene.finish(tabs[0].accounts.me())
  await scene.finish(tabs[1].accounts.me())
  expect(scene.server.refreshes).toBe(1)
  await scene.finish(tabs[1].accounts.logout())
  expect(tabs[0].accounts.getSnapshot().status).toBe('signed-out')
  expect(tabs[0].connection.getSnapshot().status).toBe('stopped')
  for (const tab of tabs) tab.close()
})

test('tabs that renew at the same time use the refresh token once', async () => {
  const scene = new Scene()
  const open = sharedStorage()
  const tabs = [0, 1, 2, 3].map(() => scene.client({ storage: open(), connect: 'manual' })) as [Client, ...Client[]]
  await scene.finish(tabs[0].accounts.login({ email: 'anna', password: 'password' }))
  scene.server.expireAccessTokens()
  await scene.finish(Promise.all(tabs.map((tab) => tab.accounts.me())))
  expect(scene.server.refreshes).toBe(1)
})

test('an answer to a renewal that was lost signs nobody out', async () => {
  const scene = new Scene()
  const client = await scene.person('anna')
  for (let times = 1; times <= 3; times++) {
    await scene.clock.advance(890_000)
    const { refreshes } = scene.server
    scene.server.expireAccessTokens()
    const asked = client.accounts.me().catch(failure)
    await spent(scene, refreshes + 1)
    scene.server.network.isDown = true
    expect(await scene.finish(asked)).toMatchObject({ code: 'offline' })
    await scene.clock.advance(20_000)
    scene.server.network.isDown = false
    await scene.finish(client.accounts.me())
    await scene.clock.until(() => client.connection.isOnline)
  }
  expect(client.accounts.getSnapshot().status).toBe('signed-in')
})

test('a lost answer is asked for again while the server would give it, although nobody calls', async () => {
  const scene = new Scene()
  const client = await scene.person('anna', { connect: 'manual' })
  scene.server.expireAccessTokens()
  const asked = client.accounts.me().catch(failure)
  await spent(scene, 1)
  scene.server.network.isDown = true
  expect(await scene.finish(asked)).toMatchObject({ code: 'offline' })
  await scene.clock.advance(50_000)
  scene.server.network.isDown = false
  await scene.clock.advance(600_000)
  await scene.finish(client.accounts.me())
  expect(scene.server.refreshes).toBe(2)
})

test('tabs that no lock holds apart keep the tokens of the later answer, whichever comes first', async () => {
  let raced = 0
  for (const seed of seeds(40)) {
    const scene = new Scene(seed)
    const storage = memoryStorage()
    const tabs = [0, 1, 2].map(() => scene.client({ storage, connect: 'manual' })) as [Client, ...Client[]]
    await scene.finish(tabs[0].accounts.login({ email: 'anna', password: 'password' }))
    for (let round = 1; round <= 3; round++) {
      scene.server.expireAccessTokens()
      await scene.finish(Promise.all(tabs.map((tab) => tab.accounts.me())))
      raced += scene.server.refreshes > round ? 1 : 0
    }
  }
  expect(raced).toBeGreaterThan(0)
})

test('who signed out while a renewal was on its way stays signed out', async () => {
  const scene = new Scene()
  const storage = memoryStorage()
  const tabs = [0, 1].map(() => scene.client({ storage, connect: 'manual' })) as [Client, Client]
  await scene.finish(tabs[0].accounts.login({ email: 'anna', password: 'password' }))
  scene.server.expireAccessTokens()
  const asked = tabs[0].accounts.me().catch(failure)
  await spent(scene, 1)
  storage.remove('account')
  expect(await scene.finish(asked)).toMatchObject({ code: 'unauthenticated' })
  expect(storage.get('account')).toBeNull()
})

test('tokens in storage: signed in from the first look, with nothing asked', () => {
  const storage = memoryStorage()
  const user = { id: 'u', email: 'a@x', name: 'Anna', role: 'user', createdAt: '' }
  storage.set('account', JSON.stringify({ user, accessToken: 'a', refreshToken: 'r', expiresAt: 0 }))
  const client = new Scene().client({ storage, connect: 'manual' })
  expect(client.accounts.getSnapshot()).toMatchObject({ status: 'signed-in', user: { name: 'Anna' } })
  storage.set('account', 'not json')
  expect(new Scene().client({ storage, connect: 'manual' }).accounts.getSnapshot().status).toBe('signed-out')
})

/** Up to the moment at which the server has spent a token, its answer on the way. */
async function spent(scene: Scene, times: number): Promise<void> {
  while (scene.server.refreshes < times) await scene.clock.advance(1)
}
