import { expect, test } from 'bun:test'
import type { Client } from '#sdk/client'
import type { FakeRoom } from '#sdk/testkit/fake-room'
import { Scene } from '#sdk/testkit/scene'
import type { RoomStore } from './room'

const robot = { id: 'robot', name: 'robot' }

test('a send is on screen at once, keeps its key and its place when it is committed, and is never drawn twice', async () => {
  const { scene, store } = await opened()
  const key = store.send('hello')
  expect(last(store)).toMatchObject({ key, delivery: 'sending', message: { text: 'hello' } })
  const seen = new Set<number>()
  store.subscribe(() => seen.add(store.getSnapshot().timeline.length))
  await scene.clock.until(() => last(store)?.delivery === 'sent')
  await scene.clock.advance(1_000)
  expect([...seen]).toEqual([4])
  expect(last(store)).toMatchObject({ key, delivery: 'sent' })
  expect(last(store)?.message.seq).toBeGreaterThan(0)
})

test('what the server refuses stays in place as failed, can be discarded, and does not hold up the rest', async () => {
  const { scene, store, room } = await opened()
  scene.server.refuseText = 'forbidden words'
  const key = store.send('forbidden words')
  store.send('fine')
  await scene.clock.until(
    () => store.getSnapshot().timeline.some(({ delivery }) => delivery === 'failed') && last(store)?.message.text === 'fine',
  )
  await scene.clock.until(() => last(store)?.delivery === 'sent')
  room.post(robot, 'later', 'later', scene.server.nowIso())
  await scene.clock.until(() => last(store)?.message.text === 'later')
  expect(
    store
      .getSnapshot()
      .timeline.slice(-3)
      .map(({ message }) => message.text),
  ).toEqual(['forbidden words', 'fine', 'later'])
  scene.server.refuseText = null
  store.retry(key)
  await scene.clock.until(() => last(store)?.message.text === 'forbidden words' && last(store)?.delivery === 'sent')
  expect(last(store)?.key).toBe(key)
})

test('busy in between does not let a later message overtake', async () => {
  const { scene, store, room } = await opened()
  scene.server.busyRate = 0.6
  const said = Array.from({ length: 30 }, (_, i) => `${i}`)
  for (const text of said) store.send(text)
  // thirty messages and back-offs that double: with bad luck some minutes
  await scene.clock.until(() => store.getSnapshot().timeline.every(({ delivery }) => delivery === 'sent'), 3_600_000)
  expect(room.messages.slice(3).map(({ text }) => text)).toEqual(said)
})

test('a message that waited longer than the server remembers keys fails visibly instead of risking a double', async () => {
  const { scene, store, client } = await opened()
  scene.server.network.isDown = true
  client.connection.cut()
  const key = store.send('stale')
  await scene.clock.advance(47 * 3_600_000 + 60_000)
  scene.server.network.isDown = false
  await scene.clock.until(() => last(store)?.delivery === 'failed')
  expect(last(store)?.error?.code).toBe('expired')
  store.retry(key)
  await scene.clock.until(() => last(store)?.delivery === 'sent')
})

test('older pages come in front, one request at a time, and take edits that arrived meanwhile', async () => {
  const { scene, store, room } = await opened(130)
  expect(store.getSnapshot()).toMatchObject({ hasOlder: true })
  expect(store.getSnapshot().timeline).toHaveLength(50)
  const loading = Promise.all([store.loadOlder(), store.loadOlder()])
  room.edit(room.messages[70]?.id ?? '', 'edited meanwhile', scene.server.nowIso())
  await scene.finish(loading)
  await scene.clock.advance(1_000)
  expect(store.getSnapshot().timeline).toHaveLength(100)
  expect(store.getSnapshot().timeline.map(({ message }) => message)).toEqual(room.messages.slice(-100))
  await scene.finish(store.loadOlder())
  expect(store.getSnapshot()).toMatchObject({ hasOlder: false, loadingOlder: false })
  expect(store.getSnapshot().timeline).toHaveLength(130)
})

test('snapshots are the same object until something changes, and lines that did not change stay the same', async () => {
  const { scene, store, room } = await opened()
  const before = store.getSnapshot()
  expect(store.getSnapshot()).toBe(before)
  room.post(robot, 'new', 'new', scene.server.nowIso())
  await scene.clock.until(() => store.getSnapshot() !== before)
  expect(store.getSnapshot().timeline[0]).toBe(before.timeline[0] as never)
})

test('unread grows for rooms not on screen and follows my mark, here and from another device', async () => {
  const scene = new Scene()
  const room = scene.server.room('quiet')
  const client = await scene.person('anna', { connect: 'manual' })
  room.join(me(client))
  client.connection.start()
  await scene.clock.until(() => client.rooms.getSnapshot().status === 'ready')
  await scene.clock.until(() => client.rooms.room(room.id).cursor !== null)
  for (let i = 0; i < 5; i++) room.post(robot, `${i}`, `${i}`, scene.server.nowIso())
  await scene.clock.until(() => client.rooms.getSnapshot().rooms[0]?.unread === 5)
  expect(client.rooms.room(room.id).getSnapshot().timeline).toEqual([])
  client.rooms.room(room.id).markRead()
  expect(client.rooms.getSnapshot().rooms[0]?.unread).toBe(0)
  await scene.clock.until(() => room.reads.get(me(client).id) === 6)
  room.post(robot, 'one more', 'one more', scene.server.nowIso())
  await scene.clock.until(() => client.rooms.getSnapshot().rooms[0]?.unread === 1)
  scene.server.tell(me(client).id, 'read.updated', { stream: me(client).id, seq: 1, roomId: room.id, readSeq: 7 })
  await scene.clock.until(() => client.rooms.getSnapshot().rooms[0]?.unread === 0)
})

test('my own stream: added to a room it appears and is joined, removed from it it is mine no more', async () => {
  const { scene, client } = await opened()
  const room = scene.server.room('secret')
  const { id } = me(client)
  room.members.set(id, 'member')
  const added = { ...room.seenBy(id), visibility: 'private' as const }
  scene.server.tell(id, 'room.added', { stream: id, seq: 4, room: added })
  await scene.clock.until(() => client.rooms.room(room.id).cursor !== null)
  expect(client.rooms.bySlug('secret')?.myRole).toBe('member')
  scene.server.tell(id, 'room.removed', { stream: id, seq: 5, roomId: room.id })
  await scene.clock.until(() => client.rooms.bySlug('secret')?.myRole === null)
})

test('typing: told on the first key, ends by itself, and with the message', async () => {
  const { scene, store } = await opened()
  const boris = { id: 'b', name: 'Boris' }
  store.receiveTyping(boris, true)
  expect(store.getSnapshot().typing).toEqual([boris])
  await scene.clock.advance(6_100)
  expect(store.getSnapshot().typing).toEqual([])
  scene.server.seen.length = 0
  for (let i = 0; i < 20; i++) {
    store.setTyping(true)
    await scene.clock.advance(200)
  }
  await scene.clock.advance(10_000)
  expect(scene.server.seen.filter((type) => type === 'typing.set').length).toBeLessThanOrEqual(4)
})

test('a room that failed on the server is joined again when it says, and nothing of it is missing; the connection stays', async () => {
  const { scene, store, room, client } = await opened()
  const { status } = client.connection.getSnapshot()
  scene.server.failRoom(room.id, 10_000)
  await scene.clock.advance(5_000)
  room.post(robot, 'meanwhile', 'meanwhile', scene.server.nowIso())
  expect(last(store)?.message.text).toBe('old 2')
  await scene.clock.until(() => last(store)?.message.text === 'meanwhile')
  room.post(robot, 'after', 'after', scene.server.nowIso())
  await scene.clock.until(() => last(store)?.message.text === 'after')
  expect(client.connection.getSnapshot().status).toBe(status)
})

test('after sign-out nothing of the account is left', async () => {
  const { scene, store, client } = await opened()
  store.send('mine')
  await scene.finish(client.accounts.logout())
  expect(client.rooms.getSnapshot().rooms).toEqual([])
  expect(store.getSnapshot()).toMatchObject({ status: 'idle', timeline: [], room: null })
})

async function opened(messages = 3): Promise<{ scene: Scene; client: Client; store: RoomStore; room: FakeRoom }> {
  const scene = new Scene()
  const room = scene.server.room('busy')
  for (let i = 0; i < messages; i++) room.post(robot, `old ${i}`, `old ${i}`, scene.server.nowIso())
  const client = await scene.person('anna')
  await scene.clock.until(() => client.rooms.bySlug('busy') !== null)
  const store = client.rooms.room(room.id)
  store.open()
  await scene.clock.until(() => store.getSnapshot().status === 'ready')
  return { scene, client, store, room }
}

function last(store: RoomStore) {
  return store.getSnapshot().timeline.at(-1)
}

function me(client: Client): { id: string; name: string } {
  const state = client.accounts.getSnapshot()
  if (state.status !== 'signed-in') throw new Error('nobody is signed in')
  return { id: state.user.id, name: state.user.name }
}
