import { beforeEach, expect, test } from 'bun:test'
import type { QualityRow } from '#src/data/quality'
import { CallJournal, type Journal } from './journal'
import type { LiveCall } from './live-call'
import { Roster, type Seat } from './roster'

let now = 0
let rows: QualityRow[] = []
let setUps: (string | number | undefined)[][] = []
let roster = new Roster()
let state = { topology: 'p2p', epoch: 1, failed: null as object | null }
let journal: CallJournal

beforeEach(() => {
  now = 0
  rows = []
  setUps = []
  roster = new Roster()
  state = { topology: 'p2p', epoch: 1, failed: null }
  const port: Journal = {
    write: (row) => void rows.push(row),
    measured: () => {},
    setUp: (outcome, ms) => void setUps.push([outcome, ms]),
    iceFailed: () => {},
  }
  const call = { roster, self: { clock: { now: () => now } }, args: { callId: 'call', journal: port }, media: { state } }
  journal = new CallJournal(call as unknown as LiveCall)
})

function join(name: string): Seat {
  const media = { audio: true, video: false }
  const seat = roster.take(`session-${name}`, { id: name, name }, media, { id: name, send: () => {} })
  journal.joined(seat)
  return seat
}
function leave(seat: Seat): void {
  roster.free(seat)
  journal.left(seat)
}

test('what happens to a seat is written with its person', () => {
  const ann = join('ann')
  journal.gone(ann)
  journal.back(ann)
  Object.assign(state, { topology: 'sfu', epoch: 2 })
  journal.moved()
  state.failed = {}
  journal.moved()
  leave(ann)
  expect(rows.map(({ kind, userId }) => `${userId} ${kind}`)).toEqual(
    ['joined', 'lost', 'back', 'moved', 'move-failed', 'left'].map((kind) => `ann ${kind}`),
  )
  expect(rows[3]?.body).toEqual({ topology: 'sfu', epoch: 2 })
})

test('media that comes to somebody in company is a set-up, once; alone it is none', () => {
  const ann = join('ann')
  journal.stats(ann, { peers: 1, receiveBitrate: 1 })
  expect(setUps).toEqual([])
  join('bob')
  journal.stats(ann, { peers: 0, receiveBitrate: 0 })
  journal.stats(ann, { peers: 1, receiveBitrate: 32_000, firstFrameMs: 300 })
  journal.stats(ann, { peers: 1, receiveBitrate: 32_000, firstFrameMs: 300 })
  expect(setUps).toEqual([['connected', 300]])
})

test('ten seconds in company without media are a failed one; less says nothing', () => {
  const [ann, bob] = [join('ann'), join('bob')]
  now = 9_999
  leave(bob)
  expect(setUps).toEqual([])
  now = 10_000
  journal.end()
  expect(setUps).toEqual([['failed', undefined]])
  leave(ann)
  expect(setUps).toHaveLength(1)
})

test('of what a client says only what it may measure is written, and once a second', () => {
  const ann = join('ann')
  journal.stats(ann, { peers: 1, junk: 'x'.repeat(60_000) } as object)
  for (now of [1, 999, 1_000]) journal.stats(ann, { peers: now })
  expect(rows.slice(1).map(({ body }) => body)).toEqual([{ peers: 1 }, { peers: 1_000 }])
})
