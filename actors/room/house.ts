import { Calls } from '#actors/call/calls'
import { Rings } from '#actors/call/rings'
import { supervise, type Supervisor } from '#actors/runtime/supervisor'
import { virtualClock } from '#actors/runtime/testkit'
import type { StreamEvent } from '#protocol/frames/server'
import { openSingleBus } from '#src/cluster/bus'
import type { CommandOutcome, RoomCommand } from '#src/data/commands'
import { eventTopic } from './connection'
import type { Attendee, RoomEntry } from './messages'
import { Publisher } from './publisher'
import { Rooms } from './rooms'
import { type FakeConnection } from './testkit'

export const roomId = '01900000-0000-7000-8000-0000000000aa'
const trees: Supervisor[] = []

/** Stops what `house` built. */
export async function tearDown(): Promise<void> {
  for (const tree of trees.splice(0)) await tree.stop(0)
}

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
      heads: async () => [],
    },
    calls: {
      open: async () => null,
      allOpen: async () => [],
      sat: async () => {},
      left: async () => {},
      seen: async () => {},
      list: async () => ({ items: [], next: null }),
    },
  }

  #done(event: StreamEvent): CommandOutcome {
    return { ok: true, event, result: { seq: event.seq } as never }
  }
}

/** A room's actor over a log in memory, with a clock that only tests move. */
export function house() {
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
  const calls = new Calls(root.supervise('calls', { strategy: 'one_for_one', intensity: { max: 10, within: 60_000 } }), {
    p2pMax: 3,
    sfuMax: 3,
    conferences: () => null,
    restarting: () => false,
    recorder: () => ({ lacks: 'nobody records here' }),
    rings: new Rings(() => {}),
    notes: { sat: async () => {}, left: async () => {}, seen: async () => {} },
    metrics: {} as never,
  })
  const fragile = { strategy: 'one_for_one', intensity: { max: 3, within: 60_000 }, beyond: 'abandon' } as const
  const rooms = new Rooms(root.supervise('rooms', fragile), { data: log.data, publisher, calls, now: clock.now }, bus)
  const seqs = () => published.filter(({ topic }) => topic === eventTopic(roomId)).map(({ seq }) => seq)
  const post = (text: string) => rooms.command(roomId, { type: 'message.send', key: text, by: 'ann', text })
  const join = (userId: string, connection: FakeConnection, here = () => true, cursor: number | null = null) => {
    const attendee: Attendee = { sessionId: `s-${userId}`, user: { id: userId, name: userId }, connection, state: 'online', here }
    return new Promise<RoomEntry>((ok, fail) =>
      rooms.ask<RoomEntry>(roomId, { ok, fail }, (reply) => ({ type: 'join', attendee, cursor, reply })),
    )
  }
  const fail = (how: 'crash' | 'kill' = 'crash') => root.fail(`room:${roomId}`, how)
  return { log, clock, bus, rooms, calls, seqs, post, join, published, fail }
}
