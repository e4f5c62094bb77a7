import { afterAll, beforeAll, expect, test } from 'bun:test'
import { when } from '#sdk/observable'
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

test('two people see the same conversation, who is there and who types', async () => {
  const anna = await newPerson(server.url, 'Anna')
  const boris = await newPerson(server.url, 'Boris')
  const [hers, his] = [await enter(anna), await enter(boris)]
  await soon(
    'both present',
    when(hers, ({ presence }) => presence.users.length >= 2),
  )
  his.setTyping(true)
  await soon(
    'Boris types',
    when(hers, ({ typing }) => typing.some(({ name }) => name === 'Boris')),
  )
  hers.send('hello')
  his.send('and hello to you')
  const both = ({ timeline }: { timeline: readonly unknown[] }): boolean => timeline.length >= 2
  await soon('both messages on both sides', Promise.all([when(hers, both), when(his, both), settled(hers), settled(his)]))
  expect(texts(hers).toSorted()).toEqual(['and hello to you', 'hello'])
  expect(texts(his)).toEqual(texts(hers))
  expect(hers.getSnapshot().typing).toEqual([])
  expect(his.getSnapshot().room?.unread).toBe(1)
  his.markRead()
  expect(his.getSnapshot().room?.unread).toBe(0)
  await until('the mark on the server', async () => (await boris.api.rooms.get('general')).unread === 0)
  for (const client of [anna, boris]) client.close()
}, 60_000)

test('a client without network in a busy room ends equal to one that stayed', async () => {
  const stayed = await newPerson(server.url, 'Stayed')
  const away = await newPerson(proxy.url, 'Away')
  const robot = await newPerson(server.url, 'Robot')
  const [a, b, c] = [await enter(stayed), await enter(away), await enter(robot)]
  for (let round = 0; round < 3; round++) {
    if (round === 1) proxy.stall()
    else goDown(proxy)
    for (let i = 0; i < 60; i++) c.send(`${round}: ${i}`)
    for (let i = 0; i < 5; i++) b.send(`said while away ${round}: ${i}`)
    await settled(c)
    heal(proxy)
    if (round === 1) away.connection.cut()
    else away.connection.retryNow()
    await online(away)
    await settled(b)
  }
  await until('equal cursors', () => a.cursor === b.cursor)
  expect(b.getSnapshot().epoch).toBe(0) // resumed, never started over
  for (const client of [stayed, away, robot]) client.close()
}, 120_000)

test('more events behind than a replay carries: history is loaded anew', async () => {
  const away = await newPerson(proxy.url, 'Far away')
  const robot = await newPerson(server.url, 'Robot')
  const [b, c] = [await enter(away), await enter(robot)]
  const before = b.cursor ?? 0
  goDown(proxy)
  const senders = await Promise.all(Array.from({ length: 10 }, (_, i) => newPerson(server.url, `Robot ${i}`)))
  const stores = await Promise.all(senders.map((client) => enter(client)))
  for (const [index, store] of stores.entries()) for (let i = 0; i < 105; i++) store.send(`${index}: ${i}`)
  for (const store of stores) await settled(store)
  heal(proxy)
  away.connection.retryNow()
  await until('caught up', () => (b.cursor ?? 0) >= before + 1_050 && b.cursor === c.cursor)
  await soon(
    'history anew',
    when(b, ({ epoch }) => epoch === 1),
  )
  c.send('after')
  await soon(
    'live again',
    when(b, ({ timeline }) => timeline.at(-1)?.message.text === 'after'),
  )
  await b.loadOlder()
  const seqs = b.getSnapshot().timeline.map(({ message }) => message.no)
  expect(seqs).toEqual(Array.from({ length: seqs.length }, (_, i) => (seqs[0] ?? 0) + i))
  for (const client of [away, robot, ...senders]) client.close()
}, 120_000)

function goDown(network: Proxy): void {
  network.refuse = true
  network.cut()
}

function heal(network: Proxy): void {
  network.refuse = false
  network.resume()
}
