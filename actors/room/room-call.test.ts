import { expect, test } from 'bun:test'
import type { CommandOutcome, RoomCommand } from '#src/data/commands'
import type { CallJoinMessage } from './messages'
import { RoomCall } from './room-call'

const refused: CommandOutcome = { ok: false, code: 'unavailable', message: 'no' }
const done = { ok: true, event: null, result: {} } as unknown as CommandOutcome

function room() {
  const appended: string[] = []
  const outcomes: CommandOutcome[] = []
  const codes: (string | undefined)[] = []
  const calls = { find: () => undefined, start: () => ({ send: () => 'ok' }), end: () => {} }
  const append = (command: RoomCommand, settled: (outcome: CommandOutcome) => void): void => {
    appended.push(command.type)
    settled(outcomes.shift() ?? done)
  }
  const call = new RoomCall({ roomId: 'room', calls: calls as never, append, empty: () => {}, watch: () => {} })
  const join = (): void => {
    const reply = { ok: () => {}, fail: (error: { code?: string }) => void codes.push(error.code) }
    call.join({ type: 'call.join', user: { id: 'ann', name: 'ann' }, reply } as unknown as CallJoinMessage)
  }
  return { call, appended, outcomes, codes, join }
}

test('a call that could not be ended is ended before the next one starts, and keeps the room awake until then', () => {
  const { call, appended, outcomes, codes, join } = room()
  outcomes.push(refused, refused, refused)
  call.adopt('left over by a process that died')
  expect([call.on, appended]).toEqual([true, ['call.end']])
  join()
  expect([codes, appended]).toEqual([['unavailable'], ['call.end', 'call.end', 'call.start']])
  call.retry()
  expect(call.on).toBe(false)
  call.retry()
  expect(appended.slice(3)).toEqual(['call.end'])
})
