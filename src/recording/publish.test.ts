import { expect, test } from 'bun:test'
import type { CommandOutcome, RoomCommand } from '#src/data/commands'
import type { Data } from '#src/data/data'
import type { FileStore } from '#src/files/store'
import type { Produced } from './produce'
import { publish } from './publish'

const facts = { recordingId: 'r', callId: 'c', roomId: 'room', startedBy: 'ann', startedAt: '2026-11-21T12:40:00.000Z' }
const mix = { path: import.meta.path, durationMs: 1, width: null, height: null }
const produced: Produced = { timeline: { facts, durationMs: 1, tracks: [] }, mix, poster: null, parts: [] }
const store = { put: async () => ({ bytes: 1 }) } as unknown as FileStore

/** A log that answers these, one after the other, and remembers what it was asked. */
function log(...codes: ('ok' | 'unavailable' | 'not_found')[]) {
  const asked: RoomCommand[] = []
  const room = async (_roomId: string, [command]: readonly RoomCommand[]) => {
    asked.push(command as RoomCommand)
    const code = codes.shift() ?? 'unavailable'
    const outcome = code === 'ok' ? { ok: true, event: null, result: null } : { ok: false, code, message: code }
    return { head: 1, generation: 'g', outcomes: [outcome as CommandOutcome] }
  }
  return { asked, data: { append: { room } } as unknown as Pick<Data, 'append'> }
}

const outcomeOf = (publishing: Promise<string>): Promise<string> => publishing.catch((error: Error) => error.message)

test('a database that does not answer for a while is asked again for the same file', async () => {
  const { asked, data } = log('unavailable', 'unavailable', 'ok')
  expect(await outcomeOf(publish(produced, data, store, 0))).toBe('r')
  expect(asked).toHaveLength(3)
  expect(asked[2]).toEqual(asked[0] as RoomCommand)
})

test('a refusal is final, and so is a database that never answers', async () => {
  const refused = log('not_found')
  expect(await outcomeOf(publish(produced, refused.data, store, 0))).toContain('not_found')
  expect(refused.asked).toHaveLength(1)
  const silent = log()
  expect(await outcomeOf(publish(produced, silent.data, store, 0))).toContain('unavailable')
  expect(silent.asked).toHaveLength(6)
})
