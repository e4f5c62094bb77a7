import { history } from '#test/parts/raw-client'
import type { Heard } from '#test/parts/stream-log'
import { until } from '#test/parts/until'
import type { Talker } from './talker'

const line = ({ seq, id, author, text }: Heard): string => `${seq} ${id} ${author} ${text}`

/** What history over HTTP says of a room above `after`, and where it ends. */
export async function told(url: string, { client, roomId }: Talker, after: number): Promise<{ messages: Heard[]; head: number }> {
  const messages: Heard[] = []
  for (let from = after; ;) {
    const page = await history(url, client.person, roomId, `after=${from}&limit=200`)
    for (const { seq, id, author, text } of page.items) messages.push({ seq, id, author: author.id, text })
    if (!page.hasMore) return { messages, head: page.head }
    from = messages.at(-1)?.seq ?? page.head
  }
}

/**
 * The guarantee, seen from outside: history, every client's log and every ack tell the same story, in which each text is there once
 * and no seq is missing. Looks at what is above `after`; answers the head and how many messages that was.
 */
export async function agree(url: string, talkers: readonly Talker[], after: number): Promise<{ head: number; messages: number }> {
  const [first] = talkers
  if (!first) throw new Error('nobody talks')
  const { messages, head } = await told(url, first, after)
  await until(`all heard ${head}`, () => talkers.every(({ client, roomId }) => client.log(roomId).cursor >= head))

  const faults = talkers.flatMap((talker) => [...talker.faults, ...talker.client.faults])
  messages.forEach(({ seq }, nth) => {
    if (seq !== after + 1 + nth) faults.push(`history has ${seq} where ${after + 1 + nth} belongs`)
  })
  if (head !== after + messages.length) faults.push(`the head is ${head}, history ends with ${after + messages.length}`)
  const texts = new Set(messages.map(({ text }) => text))
  if (texts.size !== messages.length) faults.push(`${messages.length - texts.size} messages are there twice`)

  const story = messages.map(line).join('\n')
  const bySeq = new Map(messages.map((message) => [message.seq, message]))
  for (const { client, roomId, acked, open } of talkers) {
    const own = client.log(roomId).since(after)
    if (own.map(line).join('\n') !== story)
      faults.push(`${client.person.name} heard ${own.length} of ${messages.length} or in another order`)
    if (open.size > 0) faults.push(`${client.person.name} has ${open.size} sends without an answer`)
    for (const { text, messageId, seq } of acked.values()) {
      if (seq <= after) continue
      const there = bySeq.get(seq)
      if (there?.id !== messageId || there.text !== text) faults.push(`${text} was acked at ${seq}, where history has ${there?.text}`)
    }
  }
  const promised = talkers.reduce((sum, { acked }) => sum + [...acked.values()].filter(({ seq }) => seq > after).length, 0)
  if (promised !== messages.length) faults.push(`${promised} acks, ${messages.length} messages`)
  if (faults.length > 0) throw new Error(`${faults.length} faults:\n${faults.slice(0, 20).join('\n')}`)
  return { head, messages: messages.length }
}
