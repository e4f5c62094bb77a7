import { afterEach, expect, test } from 'bun:test'
import { Publisher } from '#actors/room/publisher'
import { eventTopic } from '#actors/room/connection'
import { type FakeConnection, fakeConnection } from '#actors/room/testkit'
import { supervise, type Supervisor } from '#actors/runtime/supervisor'
import { until } from '#actors/runtime/testkit'
import type { StreamEvent } from '#protocol/frames/server'
import type { Events } from '#src/data/events'
import { peopleActor } from './people'
import { Present } from './present'

let root: Supervisor
afterEach(() => root.stop(0))

/** The people of one node over streams in memory. */
function town() {
  const streams = new Map<string, StreamEvent[]>()
  const headOf = (stream: string): number => streams.get(stream)?.length ?? 0
  const add = (stream: string): void => {
    const seq = headOf(stream) + 1
    const event = { stream, seq, type: 'read.updated', payload: { stream, seq } } as unknown as StreamEvent
    streams.set(stream, [...(streams.get(stream) ?? []), event])
  }
  const events: Events = {
    read: async (stream, after) => ({ events: (streams.get(stream) ?? []).slice(after), head: headOf(stream), floor: 1 }),
    judge: async () => ({}),
    head: async (stream) => headOf(stream),
    heads: async (asked) => asked.map((stream) => ({ stream, head: headOf(stream) })),
  }
  const connections: FakeConnection[] = []
  const publisher = new Publisher((topic, text) => {
    for (const connection of connections) if (connection.topics.includes(topic)) connection.send(text)
  })
  const present = new Present()
  root = supervise({ strategy: 'one_for_one', intensity: { max: 100, within: 60_000 } })
  const people = root.start(peopleActor, 'people', { events, publisher, present })
  const arrive = (userId: string, cursor: number): FakeConnection => {
    const connection = fakeConnection()
    connections.push(connection)
    people.send({ type: 'arrive', userId, connection, cursor, admitted: () => true })
    return connection
  }
  const heard = (connection: FakeConnection): number[] => connection.sent.map((text) => JSON.parse(text).payload.seq)
  return { add, arrive, heard, people, present, headOf }
}

test.each(['crash', 'kill'] as const)('a %s costs nobody their socket, and nobody an event, a double or the order', async (how) => {
  const { add, arrive, heard, people } = town()
  const ann = arrive('ann', 0)
  const bob = arrive('bob', 0)
  add('ann')
  people.send({ type: 'heads', stream: 'ann', head: 1 })
  await until(() => heard(ann).length === 1)
  add('ann')
  add('bob')
  // nobody announces these two: the next incarnation looks for itself
  expect(root.fail('people', how)).toBe(true)
  await until(() => heard(ann).length === 2 && heard(bob).length === 1)
  add('ann')
  people.send({ type: 'heads', stream: 'ann', head: 3 })
  await until(() => heard(ann).length === 3)
  expect([heard(ann), heard(bob)]).toEqual([[1, 2, 3], [1]])
  expect([ann.closed, bob.closed]).toEqual([null, null])
})

test('who waited to be let in when it crashed is let in by the next incarnation', async () => {
  const { add, arrive, heard, people } = town()
  add('ann')
  add('ann')
  const first = arrive('ann', 0)
  // the feed is not that far yet: this one waits for the first one's page
  const second = arrive('ann', 2)
  await Promise.resolve()
  root.fail('people', 'crash')
  await until(() => heard(first).length === 2)
  await until(() => second.topics.includes(eventTopic('ann')))
  add('ann')
  people.send({ type: 'heads', stream: 'ann', head: 3 })
  await until(() => heard(second).length === 1)
  expect([heard(first), heard(second)]).toEqual([[1, 2, 3], [3]])
})

test('who left is forgotten, also by the next incarnation', async () => {
  const { arrive, people, present } = town()
  const ann = arrive('ann', 0)
  await until(() => present.has('ann'))
  people.send({ type: 'depart', userId: 'ann', connection: ann })
  await until(() => !present.has('ann'))
  root.fail('people', 'kill')
  people.send({ type: 'heads', stream: 'ann', head: 5 })
  await until(() => root.snapshot().children?.[0]?.depth === 0)
  expect(ann.sent).toEqual([])
})
