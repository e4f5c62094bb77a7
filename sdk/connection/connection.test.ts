import { expect, test } from 'bun:test'
import { failure } from '#sdk/failure'
import { Scene } from '#sdk/testkit/scene'
import { seeds } from '#sdk/testkit/seeded'
import { delay } from './backoff'
import type { Network } from './session'

test('full jitter: from nothing up to the doubled base, never above the maximum, never below what the server asked', () => {
  expect(delay(0, () => 0.999)).toBe(500)
  expect(delay(3, () => 0.5)).toBe(2_000)
  expect(delay(50, () => 1)).toBe(30_000)
  expect(delay(0, () => 0)).toBe(0)
  expect(delay(0, () => 0.1, 3_200)).toBe(3_200)
})

test('without a server it waits longer and longer, says until when, and comes back by itself', async () => {
  const { clock, server, ...scene } = await withPerson()
  server.network.isDown = true
  server.network.cut()
  await clock.advance(200)
  let attempts = 0
  for (let i = 0; i < 60; i++) {
    const state = scene.client.connection.getSnapshot()
    if (state.status === 'waiting') {
      expect(state.retryAt - clock.now()).toBeLessThanOrEqual(30_000)
      attempts = Math.max(attempts, state.attempt)
    }
    await clock.advance(2_000)
  }
  expect(attempts).toBeGreaterThan(4)
  server.network.isDown = false
  await clock.until(() => scene.client.connection.isOnline, 31_000)
  scene.client.close()
})

test('a draining server says when to come back', async () => {
  const { clock, server, client } = await withPerson()
  server.tell(idOf(client), 'server.draining', { reconnectAfterMs: 7_000 })
  server.closeAll(1001)
  await clock.until(() => !client.connection.isOnline)
  const state = client.connection.getSnapshot()
  const wait = state.status === 'waiting' ? state.retryAt - clock.now() : 0
  expect(wait).toBeGreaterThan(6_900)
  await clock.until(() => client.connection.isOnline, 8_000)
  client.close()
})

test('4002: stops, and takes a new session when asked', async () => {
  const { clock, server, client } = await withPerson()
  server.closeAll(4002)
  await clock.until(() => !client.connection.isOnline)
  expect(client.connection.getSnapshot()).toEqual({ status: 'stopped', reason: 'replaced' })
  await clock.advance(60_000)
  expect(client.connection.getSnapshot().status).toBe('stopped')
  client.connection.start()
  await clock.until(() => client.connection.isOnline)
  expect(client.connection.getSnapshot()).toMatchObject({ resumed: false })
  client.close()
})

test('4001 with tokens that still hold: comes back; with revoked ones: signed out', async () => {
  const { clock, server, client } = await withPerson()
  server.closeAll(4001)
  await clock.until(() => !client.connection.isOnline)
  await clock.until(() => client.connection.isOnline)
  server.revokeTokens()
  server.closeAll(4001)
  await clock.until(() => client.accounts.getSnapshot().status === 'signed-out')
  expect(client.accounts.getSnapshot()).toEqual({ status: 'signed-out', reason: 'revoked' })
  await clock.advance(60_000)
  expect(client.connection.getSnapshot()).toEqual({ status: 'stopped', reason: 'signed-out' })
  client.close()
})

test('4003 again and again: stops instead of shouting garbage for ever', async () => {
  const { clock, server, client } = await withPerson()
  for (let i = 0; i < 3; i++) {
    await clock.until(() => client.connection.isOnline)
    server.closeAll(4003)
    await clock.until(() => !client.connection.isOnline)
  }
  expect(client.connection.getSnapshot()).toEqual({ status: 'stopped', reason: 'refused' })
  client.close()
})

test('a socket that went silent is given up after twice the heartbeat, and the session resumed', async () => {
  const { clock, server, client } = await withPerson()
  server.network.stall()
  await clock.advance(49_000)
  expect(client.connection.isOnline).toBe(true)
  await clock.until(() => !client.connection.isOnline, 30_000)
  await clock.until(() => client.connection.isOnline)
  expect(client.connection.getSnapshot()).toMatchObject({ resumed: true })
  client.close()
})

test('the browser says the network is back: tries at once; it changed under an open socket: asks whether that still lives', async () => {
  let say: Parameters<Network['watch']>[0] = () => undefined
  let isDown = false
  const network: Network = { isDown: () => isDown, watch: (listener) => ((say = listener), () => undefined) }
  const scene = new Scene()
  const client = await scene.person('anna', { network })
  isDown = scene.server.network.isDown = true
  scene.server.network.cut()
  await scene.clock.advance(60_000)
  expect(['offline', 'connecting']).toContain(client.connection.getSnapshot().status)
  isDown = scene.server.network.isDown = false
  await scene.clock.until(() => client.connection.getSnapshot().status !== 'connecting')
  say('online')
  await scene.clock.until(() => client.connection.isOnline, 500)
  scene.server.network.stall()
  say('online')
  await scene.clock.until(() => !client.connection.isOnline, 6_000)
  client.close()
})

test('a request: busy is asked again, silence is a timeout, no connection is offline', async () => {
  const { clock, server, client, ...scene } = await withPerson()
  const roomId = server.room('one').id
  server.busyRate = 0.7
  for (let i = 0; i < 5; i++) expect(await scene.finish(client.connection.request('call.state', { roomId }))).toMatchObject({ roomId })
  server.busyRate = 0
  server.network.stall()
  const late = client.connection.request('call.state', { roomId }, { timeoutMs: 2_000 }).catch(failure)
  await clock.advance(2_100)
  expect(await late).toMatchObject({ code: 'timeout' })
  client.connection.cut()
  expect(await client.connection.request('call.state', { roomId }).catch(failure)).toMatchObject({ code: 'offline' })
  await clock.until(() => client.connection.isOnline)
  const large = client.connection.request('message.send', { roomId, text: 'ы'.repeat(40_000) })
  expect(await large.catch(failure)).toMatchObject({ code: 'too_large' })
  client.close()
})

for (const seed of seeds(5)) {
  test(`thousand clients cut together do not come back together, seed ${seed}`, () => {
    const scene = new Scene(seed)
    const waits = Array.from({ length: 1_000 }, () => delay(4, scene.random))
    const inOneTenth = waits.filter((wait) => wait < 800).length
    expect(inOneTenth).toBeLessThan(200)
  })
}

async function withPerson() {
  const scene = new Scene()
  const client = await scene.person('anna')
  return { clock: scene.clock, server: scene.server, client, finish: <T>(promise: Promise<T>) => scene.finish(promise) }
}

function idOf(client: Awaited<ReturnType<Scene['person']>>): string {
  const state = client.accounts.getSnapshot()
  return state.status === 'signed-in' ? state.user.id : ''
}
