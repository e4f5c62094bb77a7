import { type Ref } from '#actors/runtime/actor'
import type { Clock } from '#actors/runtime/clock'
import { insist } from '#actors/runtime/insist'
import type { RuntimeHook } from '#actors/runtime/hook'
import { type Supervisor, supervise } from '#actors/runtime/supervisor'
import { Calls } from '#actors/call/calls'
import type { CallPorts } from '#actors/call/messages'
import { Publisher } from '#actors/room/publisher'
import { Rooms } from '#actors/room/rooms'
import { Present } from '#actors/session/present'
import { peopleActor, type PeopleMessage } from '#actors/session/people'
import type { Bus } from '#src/cluster/bus'
import type { Data } from '#src/data/data'

export type Tree = {
  readonly root: Supervisor
  readonly sessions: Supervisor
  /** Media workers go below it. */
  readonly media: Supervisor
  readonly rooms: Rooms
  readonly calls: Calls
  readonly people: Ref<PeopleMessage>
}

export type TreeOptions = {
  readonly data: Data
  readonly bus: Bus
  readonly publish: (topic: string, text: string) => void
  readonly callPorts: CallPorts
  readonly clock: Clock
  readonly hook: RuntimeHook
}

/**
 * The whole supervision tree:
 *
 *     root (one_for_one, escalates to the process: it exits and is started again from outside)
 *     ├─ media           one actor per media worker, restarted when its process dies
 *     ├─ people          own streams of everybody connected here, one actor
 *     ├─ rooms           one actor per live room, transient: restarted after a crash, forgotten when it rests
 *     ├─ calls           one actor per live call, temporary: a crashed call is over
 *     └─ sessions        one actor per session, temporary: a crashed session closes its socket, the client resumes
 */
export function plant({ data, bus, publish, callPorts, clock, hook }: TreeOptions): Tree {
  const often = { max: 10, within: 60_000 }
  const always = { max: 10_000, within: 60_000 }
  const root = supervise({ strategy: 'one_for_one', intensity: often, name: 'node', clock, hook })
  const patient = { first: 100, max: 5_000 }
  const media = root.supervise('media', { strategy: 'one_for_one', intensity: always, backoff: patient, beyond: 'abandon' })
  const publisher = new Publisher(publish)
  const present = new Present()

  const people = root.start(peopleActor, 'people', { events: data.events, publisher, present })
  bus.onHeads((heads) => {
    for (const { stream, head } of heads) if (present.has(stream)) insist(people, { type: 'heads', stream, head })
  })
  const backoff = { first: 10, max: 1_000 }
  // The tenth crash within a minute is one too many: that room is given up for a while, its members hear so.
  const fragile = { max: 9, within: 60_000 }
  const calls = new Calls(root.supervise('calls', { strategy: 'one_for_one', intensity: always }), callPorts)
  const roomsBranch = root.supervise('rooms', { strategy: 'one_for_one', intensity: fragile, backoff, beyond: 'abandon' })
  const rooms = new Rooms(roomsBranch, { data, publisher, calls, now: clock.now }, bus)
  const sessions = root.supervise('sessions', { strategy: 'one_for_one', intensity: always })
  return { root, media, sessions, rooms, calls, people }
}
