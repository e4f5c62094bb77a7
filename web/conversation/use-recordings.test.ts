import { expect, test } from 'bun:test'
import type { RoomFile } from '#protocol/models'
import { recordingsByCall } from './use-recordings'

const file = (id: string, callId: string | null) => ({ id, callId }) as RoomFile

test('a call that was recorded twice has both, as they were made; what is of no call is left out', () => {
  const calls = recordingsByCall([file('4', 'b'), file('3', 'a'), file('2', null), file('1', 'a')])
  expect([...calls].map(([call, files]) => [call, files.map(({ id }) => id)])).toEqual([
    ['b', ['4']],
    ['a', ['1', '3']],
  ])
})
