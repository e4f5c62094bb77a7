import { expect, test } from 'bun:test'
import { fakeConnection } from '#actors/room/testkit'
import type { EventPage } from '#src/data/events'
import { replay } from './replay'

const stream = '01900000-0000-7000-8000-0000000000aa'
const events = {
  read: async (_stream: string, after: number, limit: number): Promise<EventPage> => ({
    events: Array.from({ length: limit }, (_, n) => ({ stream, seq: after + n + 1, type: 'message.new', payload: {} }) as never),
    head: 1_000,
    floor: 1,
  }),
}

test('sends page by page up to the head, and says how far it came', async () => {
  const connection = fakeConnection()
  const reached = await replay(events, connection, stream, 10, 500)
  expect(reached).toBe(500)
  expect(connection.sent).toHaveLength(490)
})

test('nothing after the head it was asked for, which somebody who was removed meanwhile may not see', async () => {
  const connection = fakeConnection()
  expect(await replay(events, connection, stream, 10, 33)).toBe(33)
  expect(connection.sent).toHaveLength(23)
})

test('stops in the middle of a page when the client has left', async () => {
  const connection = fakeConnection()
  expect(await replay(events, connection, stream, 10, 500, () => connection.sent.length < 7)).toBe(17)
  expect(connection.sent).toHaveLength(7)
})

test('waits where the socket is full', async () => {
  const connection = fakeConnection()
  let drain = (): void => {}
  connection.buffered = () => (connection.sent.length === 5 ? 1_000_000 : 0)
  connection.drained = () => (connection.sent.length === 5 ? new Promise((resolve) => (drain = resolve)) : Promise.resolve())
  const done = replay(events, connection, stream, 0, 20)
  await Bun.sleep(0)
  expect(connection.sent).toHaveLength(5)
  connection.buffered = () => 0
  drain()
  expect(await done).toBe(20)
})
