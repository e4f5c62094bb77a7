import { afterEach, describe, expect, test } from 'bun:test'
import { ask } from '#actors/runtime/ask'
import { eventTopic } from './connection'
import { house, roomId, tearDown } from './house'
import type { RoomEntry, RoomMessage } from './messages'
import { fakeConnection } from './testkit'

afterEach(tearDown)

describe('who hears it', () => {
  test('a removed member is unsubscribed before the next event', async () => {
    const { rooms, join, post, published } = house()
    const connection = fakeConnection()
    await join('bob', connection)
    expect(connection.topics).toContain(eventTopic(roomId))
    await rooms.command(roomId, { type: 'member.remove', by: 'ann', userId: 'bob' })
    expect(connection.topics).toEqual([])
    await post('after')
    expect(published.filter(({ topic }) => topic === eventTopic(roomId)).map(({ type }) => type)).toEqual([
      'member.joined',
      'member.left',
      'message.new',
    ])
  })

  test('presence of many is one frame', async () => {
    const { join, clock, published } = house()
    await Promise.all(['a', 'b', 'c'].map((id) => join(id, fakeConnection())))
    await clock.advance(300)
    expect(published.filter(({ type }) => type === 'presence.update')).toHaveLength(1)
  })

  test('an old connection of a session that came back does not take it away', async () => {
    const { rooms, join, clock, published } = house()
    const [old, fresh] = [fakeConnection(), fakeConnection()]
    await join('bob', old)
    await join('bob', fresh)
    rooms.notify(roomId, { type: 'over', sessionId: 's-bob', connection: old })
    await clock.advance(300)
    expect(fresh.topics).toContain(eventTopic(roomId))
    expect(old.topics).toEqual([])
    expect(published.filter(({ type }) => type === 'presence.update')).toHaveLength(1)
  })

  test('who leaves before the join is done stays outside', async () => {
    const { log, rooms, join } = house()
    let open = () => {}
    log.gate = new Promise((resolve) => (open = resolve))
    const connection = fakeConnection()
    let here = true
    const joined = join('bob', connection, () => here)
    here = false
    const left = ask<RoomMessage, object>(rooms.ref(roomId), 1_000, (reply) => ({ type: 'leave', sessionId: 's-bob', connection, reply }))
    open()
    expect((await joined).presence.online).toBe(0)
    await left
    expect(connection.topics).toEqual([])
  })

  test('after a crash everybody still hears it, and a member removed meanwhile does not', async () => {
    const { log, clock, rooms, join, post } = house()
    const [ann, bob] = [fakeConnection(), fakeConnection()]
    await join('ann', ann)
    await join('bob', bob)
    log.broken = true
    await post('crash').catch(() => {})
    log.broken = false
    log.add('member.left', { user: { id: 'bob', name: 'x' } })
    await post('after')
    await clock.advance(300)
    expect(ann.topics).toContain(eventTopic(roomId))
    expect(bob.topics).toEqual([])
    expect((await join('ann', ann)).presence).toMatchObject({ online: 1, users: [{ id: 'ann' }] })
    expect(rooms.size).toBe(1)
  })

  test('a thousand and more who go at once are all gone', async () => {
    const { rooms, join, clock } = house()
    const many = Array.from({ length: 1_500 }, (_, n) => ({ id: `${n}`, connection: fakeConnection() }))
    for (const { id, connection } of many) await join(id, connection)
    for (const { id, connection } of many) rooms.notify(roomId, { type: 'over', sessionId: `s-${id}`, connection })
    await clock.advance(100)
    expect((await join('last', fakeConnection())).presence.online).toBe(1)
  })

  test('a join while the replay runs neither goes live in its middle nor starts another', async () => {
    const { log, rooms, join, post } = house()
    const connection = fakeConnection()
    for (let n = 0; n < 3; n++) log.add('message.new', { message: { text: 'x'.repeat(60_000) } })
    const far = await join('bob', connection, undefined, 0)
    expect([far.kind, far.sent, connection.topics]).toEqual(['far', 2, []])
    expect((await join('bob', connection)).kind).toBe('live')
    await post('live')
    expect(connection.topics).toEqual([])
    expect(connection.sent).toHaveLength(2)
    expect(rooms.size).toBe(1)
  })

  test('who hears it already and joins with an old cursor hears nothing new in the middle of what is replayed', async () => {
    const { log, rooms, join, post } = house()
    const connection = fakeConnection()
    for (let n = 0; n < 3; n++) log.add('message.new', { message: { text: 'x'.repeat(60_000) } })
    await join('bob', connection)
    expect(connection.topics).toHaveLength(2)
    const attendee = { sessionId: 's-bob', user: { id: 'bob', name: 'bob' }, connection, state: 'online', here: () => true } as const
    const far = await ask<RoomMessage, RoomEntry>(rooms.ref(roomId), 1_000, (reply) => ({ type: 'join', attendee, cursor: 0, reply }))
    expect([far.kind, far.sent, connection.topics]).toEqual(['far', 2, []])
    await post('live')
    const cursor = far.sent ?? 0
    await ask<RoomMessage, RoomEntry>(rooms.ref(roomId), 1_000, (reply) => ({ type: 'arrive', attendee, cursor, reply }))
    expect(connection.sent.map((text) => JSON.parse(text).payload.seq)).toEqual([1, 2, 3, 4, 5, 6])
    expect(connection.topics).toHaveLength(2)
  })
})
