import { expect, test } from 'bun:test'
import type { CallMessage } from '#actors/call/messages'
import { type Probe, probe } from '#actors/runtime/testkit'
import type { CommandOutcome, RoomCommand } from '#src/data/commands'
import type { CallJoinMessage } from './messages'
import { RoomCall } from './room-call'

const refused: CommandOutcome = { ok: false, code: 'unavailable', message: 'no' }
const done = { ok: true, event: null, result: {} } as unknown as CommandOutcome

function room() {
  const appended: string[] = []
  const started: Probe<CallMessage>[] = []
  const left = new Set<string>()
  let whenAppended: (() => void)[] | null = null
  const outcomes: CommandOutcome[] = []
  const codes: (string | undefined)[] = []
  const start = () => (started.push(probe<CallMessage>()), started.at(-1)?.ref)
  const calls = { find: () => undefined, start, end: () => {} }
  const append = (command: RoomCommand, settled: (outcome: CommandOutcome) => void): void => {
    appended.push(command.type)
    const settle = (): void => settled(outcomes.shift() ?? done)
    if (whenAppended) whenAppended.push(settle)
    else settle()
  }
  const hasLeft = (userId: string): boolean => left.has(userId)
  const call = new RoomCall({ roomId: 'room', calls: calls as never, append, empty: () => {}, watch: () => {}, hasLeft })
  const join = (id = 'ann'): void => {
    const reply = { ok: () => {}, fail: (error: { code?: string }) => void codes.push(error.code) }
    call.join({ type: 'call.join', user: { id, name: id }, reply } as unknown as CallJoinMessage)
  }
  return {
    call,
    appended,
    started,
    left,
    outcomes,
    codes,
    join,
    /** Appends wait until what this returns is called. */
    holdAppends: () => {
      const held = (whenAppended = [])
      return () => {
        whenAppended = null
        for (const settle of held as (() => void)[]) settle()
      }
    },
  }
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

test('who leaves the room while the call is being begun gets no seat, and a call nobody came into ends', () => {
  const { call, appended, started, left, codes, join, holdAppends } = room()
  let release = holdAppends()
  join('ann')
  join('bob')
  left.add('bob')
  release()
  expect([started[0]?.got.map(({ type }) => type), codes]).toEqual([['join'], ['not_joined']])
  expect([call.on, appended]).toEqual([true, ['call.start']])

  const other = room()
  release = other.holdAppends()
  other.join('ann')
  other.left.add('ann')
  release()
  expect([other.call.on, other.appended, other.codes]).toEqual([false, ['call.start', 'call.end'], ['not_joined']])
})

test('whoever asked a call that crashes before it answers hears so', () => {
  const { call, started, codes, join } = room()
  join()
  const heard: unknown[] = []
  call.state({ type: 'call.state', reply: { ok: (state) => void heard.push(state), fail: (error) => void heard.push(error) } })
  expect([codes, heard]).toEqual([[], []])
  started[0]?.exit({ kind: 'crash', error: new Error('a bug'), message: undefined })
  expect(codes).toEqual(['unavailable'])
  expect(heard).toEqual([{ callId: null, roomId: 'room', topology: 'p2p', epoch: 0, participants: [] }])
})
