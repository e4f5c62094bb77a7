import type { Calls } from '#actors/call/calls'
import type { Data } from '#src/data/data'
import type { Attendance } from './attendance'
import type { Publisher } from './publisher'

/** What a room's actor is begun with, and every later incarnation of it. */
export type RoomArgs = {
  readonly roomId: string
  readonly data: Pick<Data, 'append' | 'events' | 'calls'>
  readonly publisher: Publisher
  /** Who is subscribed; of an earlier incarnation, after a crash. */
  readonly attendance: Attendance
  readonly calls: Calls
  readonly now: () => number
}
