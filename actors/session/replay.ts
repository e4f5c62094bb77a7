import type { Connection } from '#actors/room/connection'
import { encodeStreamEvent } from '#protocol/envelope'
import type { Events } from '#src/data/events'

const PAGE = 200
/** The next page waits until the socket has taken nearly all of the last one: a slow reader costs no memory (DELIVERY rule 18). */
const DRAINED_BYTES = 64 * 1024

/**
 * Sends the events of one stream above `cursor` up to `head`, page by page, off-topic. Answers the cursor reached: `head` or more,
 * or less when the socket is gone or the client does not want them any more.
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
    const page = await events.read(stream, at, PAGE)
    if (page.events.length === 0 || !wanted()) break
    for (const event of page.events) {
      connection.send(encodeStreamEvent(event))
      at = event.seq
    }
  }
  return at
}
