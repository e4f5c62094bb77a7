import { afterAll, beforeAll, expect, test } from 'bun:test'
import type { Client } from '#sdk/client'
import { when } from '#sdk/observable'
import { Outsider } from '#test/parts/outsider'
import { newPerson, settled, soon, texts } from '#test/parts/sdk-people'
import { Wire } from '#test/parts/wire'

/** Direct rooms as two people and an onlooker live through them, over the sdk and over plain sockets. */
let outside: Outsider
const clients: Client[] = []

beforeAll(async () => {
  outside = await Outsider.start()
}, 60_000)

afterAll(async () => {
  for (const client of clients) client.close()
  await outside?.server.stop()
})

async function person(name: string): Promise<Client & { readonly id: string }> {
  const client = await newPerson(outside.url, name)
  clients.push(client)
  const state = client.accounts.getSnapshot()
  return Object.assign(client, { id: state.status === 'signed-in' ? state.user.id : '' })
}

test('opened on one side it is there on the other, with the name of the other; words, typing and read marks go both ways', async () => {
  const [anna, boris, eve] = [await person('Anna'), await person('Boris'), await person('Eve')]
  const [mine, theirs] = await Promise.all([anna.rooms.openDirect([boris.id]), boris.rooms.openDirect([anna.id])])
  expect(theirs.id).toBe(mine.id)
  expect([mine.name, theirs.name]).toEqual(['Boris', 'Anna'])
  expect(theirs.with).toEqual([{ id: anna.id, name: 'Anna' }])

  const [a, b] = [anna.rooms.room(mine.id), boris.rooms.room(mine.id)]
  a.open()
  b.open()
  await soon(
    'both are in',
    Promise.all([a, b].map((store) => when(store, ({ status, presence }) => status === 'ready' && presence.online === 2))),
  )
  a.setTyping(true)
  await soon(
    'typing is seen',
    when(b, ({ typing }) => typing.some(({ id }) => id === anna.id)),
  )
  a.send('psst')
  await settled(a)
  await soon(
    'the message',
    when(b, ({ timeline }) => timeline.length === 1),
  )
  expect(texts(b)).toEqual(['psst'])
  b.markRead()
  await soon(
    'nothing unread',
    when(boris.rooms, ({ rooms }) => rooms.find(({ id }) => id === mine.id)?.unread === 0),
  )
  expect(eve.rooms.getSnapshot().rooms.map(({ id }) => id)).not.toContain(mine.id)
})

test('who has it opened with them hears room.added on their own stream at once, on every device', async () => {
  const [anna, boris] = [await outside.person('Anna'), await outside.person('Boris')]
  const devices = await Promise.all([Wire.open(outside.url, boris), Wire.open(outside.url, boris)])
  // the first frame begins the own stream
  for (const device of devices) await device.ask('ping', {})
  const { room } = await outside.must('POST', '/v1/direct', { by: anna, body: { userIds: [boris.id] } })
  for (const device of devices) {
    const { payload } = await device.next('room.added')
    expect(payload).toMatchObject({ stream: boris.id, room: { id: room.id, kind: 'direct', name: 'Anna', with: [{ id: anna.id }] } })
    device.close()
  }
})

test('a message to somebody who never opened the room waits there unread', async () => {
  const [anna, boris] = [await outside.person('Anna'), await outside.person('Boris')]
  const { room } = await outside.must('POST', '/v1/direct', { by: anna, body: { userIds: [boris.id] } })
  await outside.say(anna, room.id, 'are you there?')
  const { items } = await outside.must('GET', '/v1/rooms', { by: boris })
  expect(items.find(({ id }: { id: string }) => id === room.id)).toMatchObject({ unread: 1, kind: 'direct', name: 'Anna' })
  const wire = await Wire.open(outside.url, boris)
  expect((await wire.ask('room.join', { roomId: room.id })).payload.room).toMatchObject({ name: 'Anna', myRole: 'owner' })
  wire.close()
})

test('from outside there is no such room, over no frame', async () => {
  const [anna, boris, eve] = [await outside.person('Anna'), await outside.person('Boris'), await outside.person('Eve')]
  const { room } = await outside.must('POST', '/v1/direct', { by: anna, body: { userIds: [boris.id] } })
  for (const by of [eve, outside.owner]) {
    const wire = await Wire.open(outside.url, by)
    for (const [type, payload] of [
      ['room.join', {}],
      ['message.send', { text: 'x' }],
      ['read.set', { seq: 1 }],
      ['call.state', {}],
      ['call.join', { media: { audio: true, video: false } }],
    ] as const)
      expect([type, (await wire.ask(type, { roomId: room.id, ...payload })).payload.code]).toEqual([type, 'not_found'])
    wire.close()
  }
})
