import { expect, test } from 'bun:test'
import type { Client } from '#sdk/client'
import { memoryStorage, type Storage } from '#sdk/storage'
import type { FakeRoom } from '#sdk/testkit/fake-room'
import { Scene } from '#sdk/testkit/scene'
import { seeds } from '#sdk/testkit/seeded'
import { sharedStorage } from '#sdk/testkit/shared-storage'
import type { RoomStore } from './room'

const robot = { id: 'robot', name: 'robot' }

test('what was written while the server was away is there after a reload, with its clock, and is sent once and in order', async () => {
  const { scene, room, storage, store, close } = await opened()
  await away(scene)
  for (const text of ['one', 'two', 'three']) store.send(text)
  close()
  const next = scene.client({ storage })
  const again = next.rooms.room(room.id)
  expect(lines(again)).toEqual(['one sending', 'two sending', 'three sending'])
  again.open()
  again.send('four')
  scene.server.network.isDown = false
  await scene.clock.until(() => lines(again).length === 7 && lines(again).every((line) => line.endsWith(' sent')))
  expect(said(room)).toEqual(['one', 'two', 'three', 'four'])
  expect(unsent(storage)).toEqual([])
})

test('a message whose ack was lost with the page is drawn once and is in the room once', async () => {
  const { scene, room, storage, store, close } = await opened()
  store.send('twice?')
  while (said(room).length === 0) await scene.clock.advance(1)
  close()
  expect(unsent(storage)).toHaveLength(1)
  const again = scene.client({ storage }).rooms.room(room.id)
  again.open()
  await scene.clock.until(() => again.getSnapshot().status === 'ready' && unsent(storage).length === 0)
  await scene.clock.advance(20_000)
  expect(said(room)).toEqual(['twice?'])
  expect(lines(again).filter((line) => line.startsWith('twice?'))).toEqual(['twice? sent'])
})

test('in a room that nobody has opened it is sent too', async () => {
  const { scene, room, storage, store, close } = await opened()
  await away(scene)
  store.send('from afar')
  close()
  scene.client({ storage, follow: 'opened' })
  scene.server.network.isDown = false
  await scene.clock.until(() => unsent(storage).length === 0)
  expect(said(room)).toEqual(['from afar'])
})

test('what is older than the server remembers keys is not sent but offered again, also under a clock that was set back', async () => {
  for (const ms of [47 * 3_600_000 + 1, -2 * 3_600_000]) {
    const { scene, room, storage, store, close } = await opened()
    await away(scene)
    store.send('stale')
    close()
    for (const key of unsent(storage)) {
      const kept = JSON.parse(storage.get(key) ?? '') as { createdAt: number }
      storage.set(key, JSON.stringify({ ...kept, createdAt: kept.createdAt - ms }))
    }
    const again = scene.client({ storage }).rooms.room(room.id)
    expect(lines(again)).toEqual(['stale failed'])
    expect(again.getSnapshot().timeline[0]?.error?.code).toBe('expired')
    again.open()
    scene.server.network.isDown = false
    await scene.clock.until(() => again.getSnapshot().status === 'ready')
    await scene.clock.advance(30_000)
    expect(said(room)).toEqual([])
    again.retry(again.getSnapshot().timeline.at(-1)?.key ?? '')
    await scene.clock.until(() => unsent(storage).length === 0)
    expect([said(room), lines(again).at(-1)]).toEqual([['stale'], 'stale sent'])
  }
})

test('what the server refused is still there after a reload, in its place, and can be discarded for good', async () => {
  const { scene, room, storage, store, close } = await opened()
  scene.server.refuseText = 'no such words'
  store.send('no such words')
  await scene.clock.until(() => lines(store).at(-1) === 'no such words failed')
  room.post(robot, 'later', 'later', scene.server.nowIso())
  close()
  const again = scene.client({ storage }).rooms.room(room.id)
  again.open()
  await scene.clock.until(() => again.getSnapshot().status === 'ready')
  expect(lines(again).slice(-2)).toEqual(['no such words failed', 'later sent'])
  again.discard(again.getSnapshot().timeline.at(-2)?.key ?? '')
  expect(unsent(storage)).toEqual([])
})

test('signing out forgets what was written; being signed out by the server keeps it for the same person only', async () => {
  const { scene, room, storage, store, client } = await opened()
  store.setDraft('half a th')
  await away(scene)
  store.send('unsent')
  scene.server.revokeTokens()
  scene.server.network.isDown = false
  await scene.clock.until(() => client.accounts.getSnapshot().status === 'signed-out')
  expect(lines(store)).toEqual([])
  await scene.finish(client.accounts.login({ email: 'anna', password: 'password' }))
  await scene.clock.until(() => said(room).includes('unsent'))
  expect(store.draft).toBe('half a th')
  await away(scene)
  store.send('never mind')
  await scene.finish(client.accounts.logout())
  expect(storage.keys()).toEqual([])
  await scene.finish(client.accounts.login({ email: 'anna', password: 'password' }).catch(() => undefined))
  scene.server.network.isDown = false
  await scene.finish(client.accounts.login({ email: 'anna', password: 'password' }))
  store.setDraft('of Anna')
  scene.server.revokeTokens()
  await scene.finish(client.accounts.me().catch(() => undefined))
  await scene.finish(client.accounts.login({ email: 'boris', password: 'password' }))
  expect(store.draft).toBe('')
  expect(storage.keys()).toEqual(['account'])
  expect(said(room)).toEqual(['unsent'])
})

test('a draft is of one room and one tab’s reload', async () => {
  const { scene, room, storage, store, close } = await opened()
  store.setDraft('half a th')
  const other = scene.server.room('other')
  close()
  const next = scene.client({ storage, connect: 'manual' })
  expect([next.rooms.room(room.id).draft, next.rooms.room(other.id).draft]).toEqual(['half a th', ''])
  next.rooms.room(room.id).setDraft('')
  expect(storage.keys()).toEqual(['account'])
})

for (const seed of seeds(40)) {
  test(`tabs of one person that come and go lose, double and disorder nothing, seed ${seed}`, async () => {
    const scene = new Scene(seed)
    const { clock, random, server } = scene
    server.busyRate = 0.1
    const room = server.room('busy')
    const open = sharedStorage()
    const tabs = [await scene.person('anna', { storage: open() })]
    for (const tab of tabs) tab.rooms.room(room.id).open()
    const lives = new Map<Client, string[]>()
    let written = 0
    for (let step = 0; step < 100; step++) {
      const which = Math.floor(random() * tabs.length)
      const tab = tabs[which]
      const dice = random()
      if (dice < 0.1 && tabs.length < 4) {
        const next = scene.client({ storage: open() })
        next.rooms.room(room.id).open()
        tabs.push(next)
      } else if (dice < 0.2 && tab && tabs.length > 1) tabs.splice(which, 1)[0]?.close()
      else if (dice < 0.25) server.network.cut()
      else if (dice < 0.3) server.network.isDown = !server.network.isDown
      else if (tab) {
        const text = `${written++}`
        lives.set(tab, [...(lives.get(tab) ?? []), text])
        tab.rooms.room(room.id).send(text)
      }
      await clock.advance(Math.floor(random() * (random() < 0.1 ? 8_000 : 120)))
    }
    server.network.isDown = false
    server.busyRate = 0
    await clock.advance(300_000)
    const log = said(room)
    expect(log.toSorted()).toEqual(Array.from({ length: written }, (_, i) => `${i}`).toSorted())
    for (const life of lives.values()) expect(log.filter((text) => life.includes(text))).toEqual(life)
    expect(unsent(open())).toEqual([])
    for (const tab of tabs) {
      const drawn = lines(tab.rooms.room(room.id))
      expect(drawn).toEqual(log.slice(-drawn.length).map((text) => `${text} sent`))
      expect(drawn.length).toBeGreaterThan(0)
      tab.close()
    }
  }, 30_000)
}

async function opened() {
  const scene = new Scene()
  const room = scene.server.room('busy')
  for (let i = 0; i < 3; i++) room.post(robot, `old ${i}`, `old ${i}`, scene.server.nowIso())
  const storage = memoryStorage()
  const client = await scene.person('anna', { storage })
  const store = client.rooms.room(room.id)
  store.open()
  await scene.clock.until(() => store.getSnapshot().status === 'ready')
  return { scene, room, storage, client, store, close: () => client.close() }
}

async function away(scene: Scene): Promise<void> {
  scene.server.network.isDown = true
  scene.server.network.cut()
  await scene.clock.advance(100)
}

const lines = (store: RoomStore): string[] => store.getSnapshot().timeline.map(({ message, delivery }) => `${message.text} ${delivery}`)
const said = (room: FakeRoom): string[] => room.messages.filter(({ author }) => author.id !== robot.id).map(({ text }) => text)
const unsent = (storage: Storage): string[] => storage.keys().filter((key) => key.startsWith('unsent.'))
