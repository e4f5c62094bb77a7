import { afterEach, describe, expect, test } from 'bun:test'
import { Calls } from '#actors/call/calls'
import { ask } from '#actors/runtime/ask'
import { supervise, type Supervisor } from '#actors/runtime/supervisor'
import { until, virtualClock } from '#actors/runtime/testkit'
import type { StreamEvent } from '#protocol/frames/server'
import { openSingleBus } from '#src/cluster/bus'
import type { CommandOutcome, RoomCommand } from '#src/data/commands'
import { eventTopic } from './connection'
import type { RoomEntry, RoomMessage } from './messages'
import { Publisher } from './publisher'
import { Rooms } from './rooms'
import { type FakeConnection, fakeConnection } from './testkit'

const roomId = '01900000-0000-7000-8000-0000000000aa'
const trees: Supervisor[] = []

afterEach(async () => {
  for (const tree of trees.splice(0)) await tree.stop(0)
})

/** A log in memory with the shape of src/data: what is shown here is what the actor makes of it. */
class MemoryLog {
  readonly events: StreamEvent[] = []
  readonly batches: number[] = []
  /** Appends wait while this is set. */
  gate: Promise<void> | null = null
  broken = false

  add(type: string, body: object): StreamEvent {
    const seq = this.events.length + 1
    const event = { stream: roomId, seq, type, payload: { stream: roomId, seq, ...body } } as unknown as StreamEvent
    this.events.push(event)
    return event
  }

  readonly data = {
    append: {
      room: async (_roomId: string, commands: readonly RoomCommand[]) => {
        this.batches.push(commands.length)
        if (this.gate) await this.gate
        if (this.broken) throw new Error('an invariant broke')
        const outcomes = commands.map((command): CommandOutcome => {
          if (command.type === 'message.send' && command.text === 'forbidden') return { ok: false, code: 'forbidden', message: 'no' }
          if (command.type === 'message.send') return this.#done(this.add('message.new', { message: { text: command.text } }))
          if (command.type === 'member.join') return this.#done(this.add('member.joined', { user: { id: command.by, name: 'x' } }))
          if (command.type === 'member.remove') return this.#done(this.add('member.left', { user: { id: command.userId, name: 'x' } }))
          return this.#done(this.add('call.ended', {}))
        })
        return { head: this.events.length, generation: 'g', outcomes }
      },
      onHeads: () => () => {},
    },
    events: {
      read: async (_stream: string, after: number, limit: number) => ({
        events: this.events.slice(after, after + limit),
        head: this.events.length,
        floor: 1,
      }),
      judge: async () => ({}),
      head: async () => this.events.length,
    },
    calls: { open: async () => null, allOpen: async () => [] },
  }

  #done(event: StreamEvent): CommandOutcome {
    return { ok: true, event, result: { seq: event.seq } as never }
  }
}

function house() {
  const log = new MemoryLog()
  const clock = virtualClock()
  const bus = openSingleBus()
  const published: { topic: string; seq: number; type: string }[] = []
  const publisher = new Publisher((topic, text) => {
    const { type, payload } = JSON.parse(text)
    published.push({ topic, type, seq: payload.seq })
  })
  const root = supervise({ strategy: 'one_for_one', intensity: { max: 10, within: 60_000 }, clock })
  trees.push(root)
  const calls = new Calls(root.supervise('calls', { strategy: 'one_for_one', intensity: { max: 10, within: 60_000 } }))
  const rooms = new Rooms(root, { data: log.data, publisher, calls, callLimit: 3, now: clock.now }, bus)
  const seqs = () => published.filter(({ topic }) => topic === eventTopic(roomId)).map(({ seq }) => seq)
  const post = (text: string) => rooms.command(roomId, { type: 'message.send', key: text, by: 'ann', text })
  const join = (userId: string, connection: FakeConnection, removed = () => {}) =>
    ask<RoomMessage, RoomEntry>(rooms.ref(roomId), 1_000, (reply) => ({
      type: 'join',
      attendee: { sessionId: `s-${userId}`, user: { id: userId, name: userId }, connection, state: 'online', removed },
      cursor: null,
      reply,
    }))
  return { log, clock, bus, rooms, seqs, post, join, published }
}

describe('a room', () => {
  test('acks after the commit, publishes once and in order, in batches', async () => {
    const { log, post, seqs } = house()
    let open = () => {}
    log.gate = new Promise((resolve) => (open = resolve))
    const first = post('1')
    await until(() => log.batches.length === 1)
    const rest = [post('2'), post('3'), post('4')]
    open()
    expect((await Promise.all([first, ...rest])).every(({ ok }) => ok)).toBe(true)
    expect(log.batches).toEqual([1, 3])
    expect(seqs()).toEqual([1, 2, 3, 4])
  })

  test('a refused command is answered and takes no seq', async () => {
    const { post, seqs } = house()
    expect(await post('forbidden')).toMatchObject({ ok: false, code: 'forbidden' })
    await post('fine')
    expect(seqs()).toEqual([1])
  })

  test('what somebody else appended is read and published when the bus tells of it', async () => {
    const { log, bus, post, seqs } = house()
    await post('mine')
    log.add('message.new', {})
    log.add('message.new', {})
    bus.announce([{ stream: roomId, head: 3 }])
    await until(() => seqs().length === 3)
    expect(seqs()).toEqual([1, 2, 3])
  })

  test('a gap below our own commit is filled before it is published', async () => {
    const { log, post, seqs } = house()
    await post('mine')
    log.add('message.new', {})
    await post('mine again')
    await until(() => seqs().length === 3)
    expect(seqs()).toEqual([1, 2, 3])
  })

  test('a crash loses nobody: who waits is told, the next incarnation publishes what was committed, without a hole or a double', async () => {
    const { log, join, post, seqs } = house()
    await join('bob', fakeConnection())
    log.broken = true
    expect(
      await post('2').then(
        () => 'ok',
        (error: { code?: string }) => error.code,
      ),
    ).toBe('unavailable')
    log.broken = false
    log.add('message.new', {})
    await post('3')
    await until(() => seqs().length === 3)
    expect(seqs()).toEqual([1, 2, 3])
  })
})

describe('who hears it', () => {
  test('a removed member is unsubscribed before the next event, and told', async () => {
    const { rooms, join, post, published } = house()
    const connection = fakeConnection()
    let told = false
    await join('bob', connection, () => (told = true))
    expect(connection.topics).toContain(eventTopic(roomId))
    await rooms.command(roomId, { type: 'member.remove', by: 'ann', userId: 'bob' })
    expect(connection.topics).toEqual([])
    expect(told).toBe(true)
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
    rooms.send(roomId, { type: 'leave', sessionId: 's-bob', connection: old })
    await clock.advance(300)
    expect(fresh.topics).toContain(eventTopic(roomId))
    expect(old.topics).toEqual([])
    expect(published.filter(({ type }) => type === 'presence.update')).toHaveLength(1)
  })

  test('a room nobody needs rests, and wakes up where the log stands', async () => {
    const { log, rooms, post, clock, seqs } = house()
    await post('1')
    await clock.advance(31_000)
    expect(rooms.size).toBe(0)
    log.add('message.new', {})
    await post('3')
    expect(seqs()).toEqual([1, 3])
  })
})
