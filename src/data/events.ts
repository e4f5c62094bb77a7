import type { StreamEvent } from '#protocol/frames/server'

export type EventPage = { events: StreamEvent[]; head: number; floor: number }

/** What a cursor is still worth. `ok` may be replayed, `resync` must reload, `gone` is no longer theirs to see. */
export type Judgement = { status: 'ok'; head: number } | { status: 'resync'; head: number; floor: number } | { status: 'gone' }

export type Events = {
  /** Events above `after`, ascending, rendered from current state (DELIVERY rule 11). Does not ask who reads. */
  read(streamId: string, after: number, limit: number): Promise<EventPage>
  /** Every cursor of one person in one statement (DELIVERY rules 14 and 15). */
  judge(userId: string, cursors: Readonly<Record<string, number>>): Promise<Record<string, Judgement>>
  /** 0 for a stream nobody made. */
  head(streamId: string): Promise<number>
}
