import { describe, expect, test } from 'bun:test'
import type { StreamEvent } from '#protocol/frames/server'
import { type Entry, Feed } from './feed'
import { Publisher } from './publisher'
import { fakeConnection } from './testkit'

const stream = '01900000-0000-7000-8000-000000000001'
const event = (seq: number): StreamEvent =>
  ({ type: 'call.ended', stream, seq, payload: { stream, seq, callId: stream } }) as unknown as StreamEvent
const events = (...seqs: number[]): StreamEvent[] => seqs.map(event)
const seqsOf = (texts: readonly string[]): number[] => texts.map((text) => JSON.parse(text).payload.seq)

function feedAt(head: number, ring = 512) {
  const published: string[] = []
  const publisher = new Publisher((_topic, text) => void published.push(text))
  const applied: number[] = []
  const feed = new Feed(stream, head, publisher, ({ seq }) => void applied.push(seq), ring)
  return { feed, publisher, applied, published: () => seqsOf(published) }
}

describe('publishing', () => {
  test('events come out in seq order, once, whatever order they come in', () => {
    const { feed, published } = feedAt(10)
    feed.offer(events(12, 13))
    expect(published()).toEqual([])
    expect(feed.holed).toBe(true)
    feed.offer(events(11, 12))
    feed.offer(events(9, 11, 13))
    expect(published()).toEqual([11, 12, 13])
    expect(feed.holed).toBe(false)
    expect(feed.head).toBe(13)
  })

  test('an announced head makes it behind until the events are there', () => {
    const { feed } = feedAt(3)
    feed.announce(2)
    expect(feed.behind).toBe(false)
    feed.announce(5)
    expect(feed.behind).toBe(true)
    feed.offer(events(4, 5))
    expect(feed.behind).toBe(false)
  })

  test('each event is applied before the next is published', () => {
    const log: string[] = []
    const publisher = new Publisher((_topic, text) => void log.push(`publish ${JSON.parse(text).payload.seq}`))
    const feed = new Feed(stream, 0, publisher, ({ seq }) => void log.push(`apply ${seq}`))
    feed.offer(events(1, 2))
    expect(log).toEqual(['publish 1', 'apply 1', 'publish 2', 'apply 2'])
  })

  test('a successor continues where the publisher stands, not where the database does', () => {
    const { feed, publisher, published } = feedAt(0)
    feed.offer(events(1, 2))
    const next = new Feed(stream, 5, publisher, () => {})
    expect(next.head).toBe(2)
    expect(next.behind).toBe(true)
    next.offer(events(3, 4, 5))
    expect(published()).toEqual([1, 2, 3, 4, 5])
  })
})

describe('letting connections in', () => {
  const arrive = (feed: Feed, asOf: number, cursor: number | null) => {
    const entries: Entry[] = []
    const connection = fakeConnection()
    feed.arrive({ connection, asOf, cursor, admitted: (entry) => entries.push(entry) > 0 })
    return { entries, connection }
  }

  test('without a cursor: subscribed at the head, nothing sent', () => {
    const { feed } = feedAt(7)
    const { entries, connection } = arrive(feed, 7, null)
    expect(entries).toEqual([{ kind: 'live', head: 7 }])
    expect(connection.topics).toEqual([`s:${stream}`, `e:${stream}`])
    expect(connection.sent).toEqual([])
  })

  test('with a cursor in the ring: what is missing is sent and subscribed in the same turn', () => {
    const { feed } = feedAt(0)
    feed.offer(events(1, 2, 3, 4))
    const { connection } = arrive(feed, 4, 2)
    expect(seqsOf(connection.sent)).toEqual([3, 4])
    expect(connection.topics).toContain(`s:${stream}`)
  })

  test('a preloaded ring serves cursors from before this feed began', () => {
    const { feed } = feedAt(4)
    feed.preload(events(2, 3, 4))
    expect(seqsOf(arrive(feed, 4, 1).connection.sent)).toEqual([2, 3, 4])
    expect(arrive(feed, 4, 0).entries).toEqual([{ kind: 'far', head: 4 }])
  })

  test('beyond the ring it is far, and not subscribed', () => {
    const { feed } = feedAt(0, 2)
    feed.offer(events(1, 2, 3, 4, 5, 6))
    const { entries, connection } = arrive(feed, 6, 1)
    expect(entries).toEqual([{ kind: 'far', head: 6 }])
    expect(connection.topics).toEqual([])
  })

  test('more than a socket should take at once goes out of the ring in pieces, each when the one before was taken', () => {
    const { feed } = feedAt(0)
    const long = (seq: number) => ({ type: 'x', stream, seq, payload: { stream, seq, text: 'x'.repeat(50_000) } }) as unknown as StreamEvent
    feed.offer([1, 2, 3, 4, 5].map(long))
    const first = arrive(feed, 5, 0)
    expect(first.entries).toEqual([{ kind: 'far', head: 5, sent: 2 }])
    expect(seqsOf(first.connection.sent)).toEqual([1, 2])
    expect(first.connection.topics).toEqual([])
    expect(arrive(feed, 5, 2).entries).toEqual([{ kind: 'far', head: 5, sent: 4 }])
    const last = arrive(feed, 5, 4)
    expect(last.entries).toEqual([{ kind: 'live', head: 5 }])
    expect(last.connection.topics).toContain(`s:${stream}`)
  })

  test('judged at a seq that was not published yet: waits until then, and hears what follows', () => {
    const { feed } = feedAt(5)
    const { entries, connection } = arrive(feed, 7, null)
    expect(entries).toEqual([])
    expect(feed.behind).toBe(true)
    feed.offer(events(6))
    expect(entries).toEqual([])
    feed.offer(events(7, 8))
    expect(entries).toEqual([{ kind: 'live', head: 7 }])
    expect(connection.topics).toContain(`s:${stream}`)
  })

  test('a cursor ahead of what was published waits instead of seeing an event twice', () => {
    const { feed } = feedAt(5)
    const { entries } = arrive(feed, 0, 6)
    expect(entries).toEqual([])
    feed.offer(events(6))
    expect(entries).toEqual([{ kind: 'live', head: 6 }])
  })

  test('who departed while waiting is not let in', () => {
    const { feed } = feedAt(5)
    const { entries, connection } = arrive(feed, 6, null)
    feed.depart(connection)
    feed.offer(events(6))
    expect(entries).toEqual([])
  })
})
