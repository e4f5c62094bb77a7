import { describe, expect, test } from 'bun:test'
import * as fc from 'fast-check'
import { Mailbox, Signal } from './mailbox'

function filled(...entries: (string | number)[]): Mailbox {
  const box = new Mailbox()
  // A number is a signal, a string a message.
  for (const entry of entries) {
    if (typeof entry === 'number') box.pushSignal(new Signal(entry))
    else box.push(entry)
  }
  return box
}

function read(box: Mailbox): unknown[] {
  const all: unknown[] = []
  while (box.size > 0) {
    const entry = box.shift()
    all.push(entry instanceof Signal ? entry.message : entry)
  }
  return all
}

describe('mailbox', () => {
  test('keeps the order over growth and wrap-around', () => {
    const box = new Mailbox()
    const got: unknown[] = []
    let sent = 0
    for (let round = 0; round < 200; round++) {
      for (let i = 0; i < 7; i++) box.push(sent++)
      for (let i = 0; i < 5; i++) got.push(box.shift())
    }
    got.push(...read(box))
    expect(got).toEqual(Array.from({ length: 1_400 }, (_, i) => i))
  })

  test('the bound counts messages, not signals', () => {
    const box = filled('a', 1, 'b', 2)
    expect([box.size, box.depth]).toEqual([4, 2])
  })

  test.each([
    [['a', 'b'], 'a', ['b']],
    [[1, 2, 'a', 3, 'b'], 'a', [1, 2, 3, 'b']],
    [[1, 'a'], 'a', [1]],
  ])('shed %j takes out the oldest message and no signal', (entries, shed, rest) => {
    const box = filled(...entries)
    expect(box.shed()).toBe(shed)
    expect(read(box)).toEqual(rest)
  })

  test('shed works where the ring wraps', () => {
    const box = filled('x', 'y', 'z')
    box.shift()
    box.shift()
    box.shift()
    for (const entry of [1, 2, 3]) box.pushSignal(new Signal(entry))
    box.push('a')
    expect(box.shed()).toBe('a')
    expect(read(box)).toEqual([1, 2, 3])
  })

  test('purge drops the signals of a dead incarnation and keeps what others sent', () => {
    const box = filled(1, 'a', 2, 'b', 3)
    box.purge()
    expect([box.size, box.depth]).toEqual([2, 2])
    expect(read(box)).toEqual(['a', 'b'])
  })

  test('behaves like a plain list, through bursts that grow the ring and lulls that let it go', () => {
    const step = fc.oneof(
      fc.record({ do: fc.constant('push' as const), times: fc.integer({ min: 1, max: 200 }) }),
      fc.record({ do: fc.constant('signal' as const), times: fc.integer({ min: 1, max: 3 }) }),
      fc.record({ do: fc.constant('shift' as const), times: fc.integer({ min: 1, max: 300 }) }),
      fc.record({ do: fc.constant('shed' as const), times: fc.integer({ min: 1, max: 5 }) }),
      fc.record({ do: fc.constant('purge' as const), times: fc.constant(1) }),
    )
    fc.assert(
      fc.property(fc.array(step, { maxLength: 40, size: 'max' }), (steps) => {
        const box = new Mailbox()
        let list: (string | number)[] = []
        let sent = 0
        for (const { do: what, times } of steps) {
          for (let i = 0; i < times; i++) {
            if (what === 'push') {
              box.push(`m${++sent}`)
              list.push(`m${sent}`)
            } else if (what === 'signal') {
              box.pushSignal(new Signal(++sent))
              list.push(sent)
            } else if (what === 'shift' && box.size > 0) {
              const entry = box.shift()
              expect(entry instanceof Signal ? entry.message : entry).toBe(list.shift())
            } else if (what === 'shed' && box.depth > 0) {
              const at = list.findIndex((entry) => typeof entry === 'string')
              expect(box.shed()).toBe(list.splice(at, 1)[0])
            } else if (what === 'purge') {
              box.purge()
              list = list.filter((entry) => typeof entry === 'string')
            }
          }
          expect([box.size, box.depth]).toEqual([list.length, list.filter((entry) => typeof entry === 'string').length])
        }
        expect(box.unread()).toEqual(list.filter((entry) => typeof entry === 'string'))
        expect(read(box)).toEqual(list)
      }),
      { numRuns: 200 },
    )
  })

  test('empty hands out the messages only', () => {
    const box = filled('a', 1, 'b')
    expect(box.unread()).toEqual(['a', 'b'])
    expect(box.empty()).toEqual(['a', 'b'])
    expect(box.size).toBe(0)
  })
})
