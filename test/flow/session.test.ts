import { afterAll, beforeAll, expect, test } from 'bun:test'
import { createClient, type Client } from '#sdk/client'
import { when } from '#sdk/observable'
import { memoryStorage } from '#sdk/storage'
import { enter, newPerson, online, settled, soon, texts } from '#test/parts/sdk-people'
import { startProxy, type Proxy } from '#test/parts/proxy'
import { until } from '#test/parts/until'
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

test('a message whose ack was lost is sent again and is there once, in order', async () => {
  const sender = await newPerson(proxy.url, 'Sender')
  const witness = await newPerson(server.url, 'Witness')
  const [mine, theirs] = [await enter(sender), await enter(witness)]
  const said = Array.from({ length: 120 }, (_, i) => `once ${i}`)
  for (const [index, text] of said.entries()) {
    mine.send(text)
    if (index % 10 !== 0) continue
    // somewhere between the frame, the commit and the ack
    const cursor = theirs.cursor
    await until('some progress', () => theirs.cursor !== cursor || mine.getSnapshot().timeline.every(({ delivery }) => delivery === 'sent'))
    const connected = sender.connection.getSnapshot()
    proxy.cut()
    await until('the cut is noticed', () => sender.connection.getSnapshot() !== connected)
    await comeBack(sender)
  }
  await settled(mine)
  await until('equal cursors', () => theirs.cursor === mine.cursor)
  expect(texts(theirs).filter((text) => text.startsWith('once'))).toEqual(said)
  expect(texts(mine).slice(-120)).toEqual(said)
  for (const client of [sender, witness]) client.close()
}, 60_000)

test('kill -9 of the server: what was acked is there, what was not is sent again', async () => {
  const people = await Promise.all(['Anna', 'Boris', 'Vera'].map((name) => newPerson(server.url, name)))
  const stores = await Promise.all(people.map((client) => enter(client)))
  const before = texts(stores[0] as (typeof stores)[0]).length
  for (let i = 0; i < 40; i++) for (const store of stores) store.send(`${i}`)
  await soon(
    'half of it',
    when(stores[0] as (typeof stores)[0], ({ timeline }) => timeline.filter(({ message }) => message.seq > 0).length > before + 40),
  )
  await server.kill()
  for (const client of people) await until('the end is noticed', () => !client.connection.isOnline)
  await server.start()
  for (const client of people) await comeBack(client)
  for (const store of stores) await settled(store)
  await until('equal cursors', () => stores.every((store) => store.cursor === stores[0]?.cursor))
  for (const client of people) {
    const state = client.accounts.getSnapshot()
    const id = state.status === 'signed-in' ? state.user.id : ''
    for (const store of stores) {
      const said = store.getSnapshot().timeline.filter(({ message }) => message.author.id === id)
      expect(said.map(({ message }) => message.text)).toEqual(Array.from({ length: 40 }, (_, i) => `${i}`))
    }
  }
  for (const client of people) client.close()
}, 60_000)

test('a session taken up elsewhere: this socket stops, and starts anew when asked', async () => {
  const client = await newPerson(server.url, 'Twice')
  const { sessionId, resumeToken } = client.connection.capabilities ?? {}
  const other = new WebSocket(`${server.url.replace('http', 'ws')}/v1/realtime/ws?token=${await client.accounts.accessToken()}`)
  other.onopen = () =>
    other.send(JSON.stringify({ v: 1, type: 'session.resume', requestId: 'r', payload: { sessionId, resumeToken, cursors: {} } }))
  await until('replaced', () => client.connection.getSnapshot().status === 'stopped')
  expect(client.connection.getSnapshot()).toEqual({ status: 'stopped', reason: 'replaced' })
  client.connection.start()
  await online(client)
  await enter(client)
  other.close()
  client.close()
}, 60_000)

test('a revoked device is signed out at once', async () => {
  const client = await newPerson(server.url, 'Revoked')
  const state = client.accounts.getSnapshot()
  const email = state.status === 'signed-in' ? state.user.email : ''
  const other = createClient({ baseUrl: server.url, connect: 'manual' })
  await other.accounts.login({ email, password: 'password123' })
  const { deviceId } = await client.accounts.me()
  await other.api.devices.revoke(deviceId)
  await soon(
    'signed out',
    when(client.accounts, ({ status }) => status === 'signed-out'),
  )
  expect(client.accounts.getSnapshot()).toEqual({ status: 'signed-out', reason: 'revoked' })
  expect(client.connection.getSnapshot()).toEqual({ status: 'stopped', reason: 'signed-out' })
  for (const each of [client, other]) each.close()
}, 60_000)

test('an access token that ended is renewed once for all who need it; the tokens outlive the client', async () => {
  const storage = memoryStorage()
  const client = await newPerson(server.url, 'Renewed', { storage })
  const kept = JSON.parse(storage.get('account') ?? '{}') as { accessToken: string; refreshToken: string }
  storage.set('account', JSON.stringify({ ...kept, expiresAt: 0 }))
  await Promise.all([client.accounts.me(), client.api.rooms.list(), client.api.rooms.get('general')])
  const renewed = JSON.parse(storage.get('account') ?? '{}') as { refreshToken: string }
  expect(renewed.refreshToken).not.toBe(kept.refreshToken)
  client.close()
  const next = createClient({ baseUrl: server.url, storage })
  expect(next.accounts.getSnapshot().status).toBe('signed-in')
  await online(next)
  await next.accounts.logout()
  expect(next.accounts.getSnapshot()).toEqual({ status: 'signed-out', reason: 'signed-out' })
  expect(storage.get('account')).toBeNull()
  next.close()
}, 60_000)

/** Without waiting for the back-off, which grows with every cut. */
async function comeBack(client: Client): Promise<void> {
  await until('the client is back', () => {
    client.connection.retryNow()
    return client.connection.isOnline
  })
}
