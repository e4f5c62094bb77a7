import { describe, expect, test } from 'bun:test'
import {
  begun,
  type Effect,
  HOMELESS_MS,
  type Migration,
  type MigrationEvent,
  REBUILD_MS,
  RETRIES,
  RETRY_MS,
  type Sight,
  step,
} from './migration'

const sight: Sight = { now: 0, p2pMax: 3, seated: 4, present: ['a', 'b', 'c', 'd'], settled: () => true }
const sfu: Migration = { ...begun, topology: 'sfu', epoch: 2, last: 2 }
const making: Migration = { ...begun, last: 2, move: { stage: 'making', epoch: 2, reason: 'participants' } }
const preparing = (ready: string[] = [], { first = ['a', 'b', 'c', 'd'], newcomersCount = true } = {}): Migration => ({
  ...begun,
  last: 2,
  move: { stage: 'preparing', epoch: 2, reason: 'participants', ready: new Set(ready), first: new Set(first), newcomersCount },
})
const rebuilding: Migration = { ...sfu, last: 3, move: { stage: 'rebuilding', epoch: 3, since: 0 } }
const failed = (tries: number, reason: 'participants' | 'asked' = 'participants'): Migration => ({
  ...begun,
  last: 2,
  failed: { reason, tries },
})

/** An effect in a few words. */
function words(effect: Effect): string {
  if (effect.do === 'announce') return `${effect.announced.phase} ${effect.announced.topology} ${effect.announced.epoch}`
  if (effect.do === 'after') return `after ${effect.ms} ${effect.event.type}`
  if (effect.do === 'count') return `count ${effect.outcome}`
  return `${effect.do} ${effect.epoch}`
}

const where = ({ topology, epoch, last, move }: Migration): string =>
  `${topology} ${epoch}/${last}${move ? ` ${move.stage} ${move.epoch}` : ''}`

type Row = readonly [
  title: string,
  state: Migration,
  event: MigrationEvent,
  sight: Partial<Sight>,
  then: string,
  effects: readonly string[],
]

const everybody = ['a', 'b', 'c', 'd']
const readyD: MigrationEvent = { type: 'ready', epoch: 2, participantId: 'd' }
const late: MigrationEvent = { type: 'late', epoch: 2, what: 'everybody' }
const reverted = ['reverted sfu 2', 'close 2', 'count reverted', `after ${RETRY_MS} retry`]
const switched = ['switched sfu 2', 'count switched']
const prepared = ['preparing sfu 2', 'after 3000 late', 'after 10000 late']

const rows: readonly Row[] = [
  ['wanted', begun, { type: 'want', reason: 'asked' }, {}, 'p2p 1/2 making 2', ['make 2', 'after 5000 late']],
  ['wanted twice', making, { type: 'want', reason: 'recording' }, {}, 'p2p 1/2 making 2', []],
  ['wanted while preparing', preparing(), { type: 'want', reason: 'recording' }, {}, 'p2p 1/2 preparing 2', []],
  ['wanted on the SFU', sfu, { type: 'want', reason: 'asked' }, {}, 'sfu 2/2', []],
  [
    'wanted after a failure: a new number',
    failed(1),
    { type: 'want', reason: 'asked' },
    {},
    'p2p 1/3 making 3',
    ['make 3', 'after 5000 late'],
  ],

  ['made', making, { type: 'made', epoch: 2 }, {}, 'p2p 1/2 preparing 2', prepared],
  ['made too late', failed(1), { type: 'made', epoch: 2 }, {}, 'p2p 1/2', ['close 2']],
  ['not made', making, { type: 'unmade', epoch: 2 }, {}, 'p2p 1/2', ['count unmade', `after ${RETRY_MS} retry`]],
  ['not made in time', making, { type: 'late', epoch: 2, what: 'conference' }, {}, 'p2p 1/2', ['count unmade', `after ${RETRY_MS} retry`]],
  ['dead before it was made', making, { type: 'lost', epoch: 2 }, {}, 'p2p 1/2', ['count unmade', `after ${RETRY_MS} retry`]],

  ['one is ready', preparing(), readyD, {}, 'p2p 1/2 preparing 2', []],
  ['the last one is ready', preparing(['a', 'b', 'c']), readyD, {}, 'sfu 2/2', switched],
  ['ready of another attempt', preparing(['a', 'b', 'c']), { ...readyD, epoch: 1 }, {}, 'p2p 1/2 preparing 2', []],
  ['ready when nothing moves', begun, readyD, {}, 'p2p 1/1', []],
  ['all ready, one owes a consumer', preparing(['a', 'b', 'c']), readyD, { settled: () => false }, 'p2p 1/2 preparing 2', []],
  ['the one not ready left', preparing(['a', 'b', 'c']), { type: 'look' }, { present: ['a', 'b', 'c'] }, 'sfu 2/2', switched],
  ['everybody is away', preparing(everybody), { type: 'look' }, { present: [] }, 'p2p 1/2 preparing 2', []],
  ['a newcomer is waited for', preparing(everybody), { type: 'look' }, { present: [...everybody, 'e'] }, 'p2p 1/2 preparing 2', []],
  [
    'but not for long',
    preparing(everybody),
    { type: 'late', epoch: 2, what: 'newcomers' },
    { present: [...everybody, 'e'] },
    'sfu 2/2',
    switched,
  ],
  [
    'what a newcomer owes does not count then',
    preparing(everybody, { newcomersCount: false }),
    { type: 'look' },
    { present: [...everybody, 'e'], settled: (among) => !among.includes('e') },
    'sfu 2/2',
    switched,
  ],
  [
    'only newcomers are left: they count',
    preparing([], { newcomersCount: false }),
    { type: 'look' },
    { present: ['e'] },
    'p2p 1/2 preparing 2',
    [],
  ],
  ['not all ready in time', preparing(['a']), late, {}, 'p2p 1/2', reverted],
  ['late, of an attempt that is over', sfu, late, {}, 'sfu 2/2', []],
  ['begins anew', preparing(['a', 'b', 'c', 'd']), { type: 'unready', participantId: 'a' }, {}, 'p2p 1/2 preparing 2', []],
  ['its worker died', preparing(['a']), { type: 'lost', epoch: 2 }, {}, 'p2p 1/2', reverted],

  ['again', failed(1), { type: 'retry', last: 2 }, {}, 'p2p 1/3 making 3', ['make 3', 'after 5000 late']],
  ['again, but few enough by now', failed(1), { type: 'retry', last: 2 }, { seated: 3 }, 'p2p 1/2', []],
  [
    'again for two who have no path',
    failed(1, 'asked'),
    { type: 'retry', last: 2 },
    { seated: 2 },
    'p2p 1/3 making 3',
    ['make 3', 'after 5000 late'],
  ],
  ['again, but a join tried meanwhile', { ...failed(2), last: 3 }, { type: 'retry', last: 2 }, {}, 'p2p 1/3', []],
  ['again, but on the SFU', sfu, { type: 'retry', last: 2 }, {}, 'sfu 2/2', []],

  ['the worker died', sfu, { type: 'lost', epoch: 2 }, {}, 'sfu 2/3 rebuilding 3', ['say-lost 2', 'make 3', 'after 5000 late']],
  ['an old worker died', { ...sfu, epoch: 4, last: 4 }, { type: 'lost', epoch: 2 }, {}, 'sfu 4/4', []],
  ['rebuilt', rebuilding, { type: 'made', epoch: 3 }, {}, 'sfu 3/3', ['switched sfu 3', 'count rebuilt']],
  ['no worker yet', rebuilding, { type: 'unmade', epoch: 3 }, { now: 500 }, 'sfu 2/3 rebuilding 3', [`after ${REBUILD_MS} remake`]],
  ['another worker', rebuilding, { type: 'remake', last: 3 }, {}, 'sfu 2/4 rebuilding 4', ['make 4', 'after 5000 late']],
  ['another worker, asked twice', { ...rebuilding, last: 4 }, { type: 'remake', last: 3 }, {}, 'sfu 2/4 rebuilding 3', []],
  [
    'no worker for long, many',
    rebuilding,
    { type: 'unmade', epoch: 3 },
    { now: HOMELESS_MS },
    'sfu 2/3 rebuilding 3',
    [`after ${REBUILD_MS} remake`],
  ],
  [
    'no worker for long, few',
    rebuilding,
    { type: 'unmade', epoch: 3 },
    { now: HOMELESS_MS, seated: 3 },
    'p2p 4/4',
    ['switched p2p 4', 'count p2p'],
  ],
]

describe('a call moves', () => {
  test.each(rows.map((row) => [...row]))('%s', (_title, state, event, more, then, effects) => {
    const stepped = step(state as Migration, event as MigrationEvent, { ...sight, ...(more as Partial<Sight>) })
    expect(where(stepped.state)).toBe(then as string)
    expect(stepped.effects.map(words)).toEqual(effects as string[])
  })

  test('a move that fails again and again is tried a few times by itself', () => {
    let state: Migration = making
    let tries = 0
    for (; tries < 10; tries++) {
      const { state: unmade, effects } = step(state, { type: 'unmade', epoch: state.last }, sight)
      const again = effects.find((effect) => effect.do === 'after')
      state = unmade
      if (!again) break
      state = step(unmade, again.event, sight).state
    }
    expect(tries).toBe(RETRIES)
    expect(step(state, { type: 'want', reason: 'participants' }, sight).state.move?.stage).toBe('making')
  })

  test('one who begins anew is waited for again', () => {
    const { state } = step(preparing(everybody), { type: 'unready', participantId: 'a' }, sight)
    expect(step(state, { type: 'look' }, sight).state.topology).toBe('p2p')
    expect(step(state, { type: 'ready', epoch: 2, participantId: 'a' }, sight).state.topology).toBe('sfu')
  })
})
