/**
 * A process that writes until it is killed. It prints one line of JSON per acknowledged message, after the acknowledgement.
 * bun test/conformance/writer.ts <postgres|pglite> <url|directory> <roomId> <authorId>
 */
import { writeSync } from 'node:fs'
import type { RoomCommand } from '#src/data/commands'
import { openData } from '#src/data/data'
import { openEmbedded } from '#src/data/embedded'
import { openPostgres } from '#src/data/postgres'

const [driver, where, roomId, by] = Bun.argv.slice(2) as [string, string, string, string]
const database = driver === 'postgres' ? await openPostgres(where, { connections: 6 }) : await openEmbedded(where)
const data = await openData(database)

/** Written before anything else happens; a reader that is slow makes it wait. */
function say(line: object): void {
  let rest = new TextEncoder().encode(`${JSON.stringify(line)}\n`)
  while (rest.length > 0) {
    try {
      rest = rest.subarray(writeSync(1, rest))
    } catch (error) {
      if ((error as { code?: string }).code !== 'EAGAIN') throw error
      Bun.sleepSync(1)
    }
  }
}

async function write(writer: number): Promise<void> {
  for (let round = 0; ; round += 1) {
    const commands = Array.from({ length: 1 + (round % 7) }, (_, at) => ({
      type: 'message.send' as const,
      by,
      key: crypto.randomUUID(),
      text: `${writer}.${round}.${at}`,
    })) satisfies RoomCommand[]
    const { outcomes } = await data.append.room(roomId, commands)
    outcomes.forEach((outcome, at) => {
      const key = commands[at]?.key
      const text = commands[at]?.text
      say(outcome.ok ? { key, text, sent: outcome.result } : { key, text, code: outcome.code })
    })
  }
}

say({ ready: true })
await Promise.all([write(0), write(1), write(2)])
