import type { Connection } from '#actors/room/connection'
import type { Entry } from '#actors/room/feed'
import { encodeStreamEvent } from '#protocol/envelope'
import type { Events } from '#src/data/events'

/** Fifty of the largest messages are 0.6 MB: what a page costs while its reader is slow. */
const PAGE = 50
/** With so much waiting nothing is added until the socket has taken nearly all: a slow reader costs no memory (DELIVERY rule 18). */
const FULL_BYTES = 256 * 1024
const DRAINED_BYTES = 64 * 1024

/**
 * Sends the events of one stream above `cursor` up to `head`, page by page, off-topic, and none beyond: the right to read was judged up to
 * there. Answers the cursor reached: `head`, or less when the socket is gone or the client does not want them any more.
 */
export async function replay(
  events: Pick<Events, 'read'>,
  connection: Connection,
  stream: string,
  cursor: number,
  head: number,
  wanted: () => boolean = () => true,
): Promise<number> {
  let at = cursor
  while (at < head && connection.open) {
    await connection.drained(DRAINED_BYTES)
    const page = await events.read(stream, at, Math.min(PAGE, head - at))
    if (page.events.length === 0) break
    for (const event of page.events) {
      if (connection.buffered() >= FULL_BYTES) await connection.drained(DRAINED_BYTES)
      if (!wanted()) return at
      connection.send(encodeStreamEvent(event))
      at = event.seq
    }
  }
  return at
}

/** Brings a connection that was let in `far` further, by the piece the feed sent or by pages. Answers the cursor reached. */
export function makeUp(
  events: Pick<Events, 'read'>,
  connection: Connection,
  stream: string,
  cursor: number,
  { head, sent }: Entry,
  wanted: () => boolean,
): Promise<number> {
  return sent === undefined ? replay(events, connection, stream, cursor, head, wanted) : taken(connection, sent)
}

/** Waits until the socket has taken nearly all of what was sent up to `cursor`, and answers that. */
async function taken(connection: Connection, cursor: number): Promise<number> {
  await connection.drained(DRAINED_BYTES)
  return cursor
}
