import type { Connection } from '#actors/room/connection'
import { type Entry, Feed } from '#actors/room/feed'
import type { Publisher } from '#actors/room/publisher'
import { actor } from '#actors/runtime/actor'
import type { Outcome } from '#actors/runtime/exit'
import type { StreamEvent } from '#protocol/frames/server'
import type { Events } from '#src/data/events'
import type { Head } from '#src/data/heads'
import type { Present, Waiting } from './present'

export type PeopleMessage =
  /** `cursor` is what the connection has of the stream; it is told `far` when that is too little to send in one turn. */
  | {
      readonly type: 'arrive'
      readonly userId: string
      readonly connection: Connection
      readonly cursor: number
      readonly admitted: (entry: Entry) => boolean
    }
  | { readonly type: 'depart'; readonly userId: string; readonly connection: Connection }
  | { readonly type: 'heads'; readonly stream: string; readonly head: number }
  | { readonly type: 'looked'; readonly outcome: Outcome<readonly Head[]> }
  | { readonly type: 'look' }
  | { readonly type: 'pulled'; readonly userId: string; readonly outcome: Outcome<readonly StreamEvent[]> }
  | { readonly type: 'again'; readonly userId: string }

export type PeopleArgs = { readonly events: Events; readonly publisher: Publisher; readonly present: Present }

type Person = { readonly feed: Feed; pulling: boolean }

const RING = 32
const RETRY_MS = 250

/**
 * The own streams of everybody connected to this node, in one actor: a person's stream is quiet, and an actor each would cost more
 * memory than the socket. Who listens is in `present` and how far they heard is the publisher's: a crash costs neither.
 */
export const peopleActor = actor<PeopleMessage, PeopleArgs>('people', { capacity: 65_536, overflow: 'reject' }, async (self, args) => {
  const { events, publisher, present } = args
  const people = new Map<string, Person>()

  const pull = (userId: string, person: Person): void => {
    if (person.pulling || !(person.feed.behind || person.feed.holed)) return
    person.pulling = true
    const read = async () => (await events.read(userId, person.feed.head, RING)).events
    self.go(read, (outcome) => ({ type: 'pulled', userId, outcome }))
  }
  const enter = (userId: string, cursor: number): Person => {
    // The first connection's cursor is where the feed begins: what came since is pulled and published to it.
    const person = { feed: new Feed(userId, cursor, publisher, () => {}, RING), pulling: false }
    people.set(userId, person)
    return person
  }
  const letIn = (userId: string, { feed }: Person, connection: Connection, { cursor, admitted }: Waiting): void => {
    let settled = false
    const decide = (entry: Entry): boolean => {
      settled = true
      present.wait(userId, connection, null)
      return admitted(entry)
    }
    feed.arrive({ connection, asOf: 0, cursor, admitted: decide })
    if (!settled) present.wait(userId, connection, { cursor, admitted })
  }

  const arrive = ({ userId, connection, cursor, admitted }: Extract<PeopleMessage, { type: 'arrive' }>): void => {
    if (!connection.open) return
    const known = people.get(userId)
    const person = known ?? enter(userId, cursor)
    present.add(userId, connection)
    letIn(userId, person, connection, { cursor, admitted })
    const { feed } = person
    // Heads announced before this turn were not for us yet.
    const look = (outcome: Outcome<number>) => ({ type: 'heads', stream: userId, head: outcome.ok ? outcome.value : feed.head }) as const
    if (!known) self.go(() => events.head(userId), look)
    pull(userId, person)
  }
  const depart = (userId: string, person: Person, connection: Connection): void => {
    person.feed.depart(connection)
    if (!present.remove(userId, connection)) return
    people.delete(userId)
    publisher.forget(userId)
  }
  const announce = (userId: string, head: number): void => {
    const person = people.get(userId)
    if (!person) return
    person.feed.announce(head)
    pull(userId, person)
  }
  const look = (): void =>
    self.go(
      () => events.heads([...people.keys()]),
      (outcome) => ({ type: 'looked', outcome }),
    )

  // Those of an earlier incarnation: their streams go on where it stopped publishing, and nobody knows what it did not hear.
  for (const [userId, connections] of present.everybody) {
    const person = enter(userId, 0)
    for (const [connection, waiting] of connections) if (waiting) letIn(userId, person, connection, waiting)
  }
  if (people.size > 0) look()

  for await (const message of self.inbox) {
    switch (message.type) {
      case 'arrive':
        arrive(message)
        break
      case 'depart': {
        const person = people.get(message.userId)
        if (person) depart(message.userId, person, message.connection)
        break
      }
      case 'heads':
        announce(message.stream, message.head)
        break
      case 'look':
        look()
        break
      case 'looked':
        if (message.outcome.ok) for (const { stream, head } of message.outcome.value) announce(stream, head)
        else self.after(RETRY_MS, { type: 'look' })
        break
      case 'pulled': {
        const { userId, outcome } = message
        const person = people.get(userId)
        if (!person) break
        person.pulling = false
        if (!outcome.ok) self.after(RETRY_MS, { type: 'again', userId })
        else {
          person.feed.offer(outcome.value)
          if (outcome.value.length > 0) pull(userId, person)
        }
        break
      }
      case 'again': {
        const person = people.get(message.userId)
        if (person) pull(message.userId, person)
        break
      }
      default:
        message satisfies never
    }
  }
})
