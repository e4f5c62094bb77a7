import { expect, test } from 'bun:test'
import type { CallRecord } from '#protocol/http/calls'
import type { TimelineItem } from '#sdk/rooms/snapshots'
import { countNewer, newAbove, newestSeq, rowsOf } from './rows'

const me = 'me'
const noon = new Date(2026, 4, 12, 12, 0).getTime()

function said(seq: number, author: string, minutes: number): TimelineItem {
  const createdAt = new Date(noon + minutes * 60_000).toISOString()
  const rest = { roomId: 'r', no: seq, editedAt: null, deletedAt: null, replyTo: null, threadId: null }
  return {
    key: `k${seq}`,
    delivery: seq === 0 ? 'sending' : 'sent',
    error: null,
    message: { id: `m${seq}`, seq, author: { id: author, name: author }, text: 'hi', createdAt, ...rest },
  }
}

function called(id: string, minutes: number): CallRecord {
  const at = new Date(noon + minutes * 60_000).toISOString()
  return { id, roomId: 'r', startedBy: null, startedAt: at, endedAt: at, durationMs: 0, participants: [] }
}

test('a call stands where it ended, and what follows is another group', () => {
  const talk = [said(2, 'a', 10), said(3, 'a', 12)]
  const calls = [called('late', 20), called('between', 11), called('early', 1), { ...called('on', 30), endedAt: null }]
  expect(shape(rowsOf(talk, null, me, false, calls))).toEqual(['beginning', 'day', 'call', '>2', 'call', '>3', 'call'])
  // older messages are still to come: the one on top is held back, and what was before it too
  expect(shape(rowsOf(talk, null, me, true, calls))).toEqual(['call', '>3', 'call'])
  expect(shape(rowsOf([], null, me, false, [called('only', 0)]))).toEqual(['beginning', 'day', 'call'])
})

const shape = (rows: ReturnType<typeof rowsOf>) =>
  rows.map((row) => (row.kind === 'message' ? `${row.head ? '>' : ' '}${row.item.message.seq}` : row.kind))

test('one author within five minutes is one group', () => {
  expect(shape(rowsOf([said(1, 'a', 0), said(2, 'a', 4), said(3, 'a', 8), said(4, 'a', 14), said(5, 'b', 14)], null, me))).toEqual([
    'beginning',
    'day',
    '>1',
    ' 2',
    ' 3',
    '>4',
    '>5',
  ])
})

test('a new day gets a line and a new group', () => {
  expect(shape(rowsOf([said(1, 'a', 0), said(2, 'a', 24 * 60)], null, me))).toEqual(['beginning', 'day', '>1', 'day', '>2'])
})

test('the new line stands before the first message of somebody else that was not read', () => {
  expect(shape(rowsOf([said(1, 'a', 0), said(2, me, 1), said(3, 'a', 2), said(4, 'a', 3)], 1, me))).toEqual([
    'beginning',
    'day',
    '>1',
    '>2',
    'new',
    '>3',
    ' 4',
  ])
})

test('my own unread messages make no new line', () => {
  expect(shape(rowsOf([said(1, 'a', 0), said(2, me, 1)], 1, me))).not.toContain('new')
})

test('counting newer skips mine and what is still being sent', () => {
  const timeline = [said(1, 'a', 0), said(2, 'b', 1), said(3, me, 2), said(4, 'b', 3), said(0, me, 4)]
  expect(countNewer(timeline, 1, me)).toBe(2)
  expect(newestSeq(timeline)).toBe(4)
})

test('while older messages are to come the oldest waits for what stands before it', () => {
  const timeline = [said(1, 'a', 0), said(2, 'a', 1), said(3, 'b', 2)]
  expect(shape(rowsOf(timeline, null, me, true))).toEqual([' 2', '>3'])
})

test('lines between two known messages stay', () => {
  const timeline = [said(1, 'a', 0), said(2, 'a', 24 * 60), said(3, 'b', 24 * 60 + 1)]
  expect(shape(rowsOf(timeline, 1, me, true))).toEqual(['day', 'new', '>2', '>3'])
})

test('a lone message is shown all the same', () => {
  expect(shape(rowsOf([said(1, 'a', 0)], null, me, true))).toEqual(['day', '>1'])
})

test('the look of a message on screen does not change when an older page comes', () => {
  const older = [said(1, 'a', 0), said(2, 'b', 1), said(3, 'b', 2)]
  const page = [said(4, 'b', 3), said(5, 'b', 4), said(6, 'a', 24 * 60)]
  const before = shape(rowsOf(page, null, me, true))
  expect(shape(rowsOf([...older, ...page], null, me, true)).slice(-before.length)).toEqual(before)
})

test('when more is new than what has come, the line stands over all of it, outside of the rows', () => {
  const timeline = [said(5, 'a', 0), said(6, 'a', 1)]
  expect(shape(rowsOf(timeline, 2, me, true))).toEqual([' 6'])
  expect(newAbove(timeline, 2, me)).toBe(true)
  expect(newAbove(timeline, 5, me)).toBe(false)
  expect(newAbove(timeline, null, me)).toBe(false)
  expect(newAbove([said(5, me, 0)], 2, me)).toBe(false)
})
