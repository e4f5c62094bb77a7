import type { Connection } from '#actors/room/connection'
import { type Entry, Feed } from '#actors/room/feed'
import type { Publisher } from '#actors/room/publisher'
import { actor } from '#actors/runtime/actor'
import type { Outcome } from '#actors/runtime/exit'
import type { StreamEvent } from '#protocol/frames/server'
import type { Events } from '#src/data/events'

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
  | { readonly type: 'pulled'; readonly userId: string; readonly outcome: Outcome<readonly StreamEvent[]> }
  | { readonly type: 'again'; readonly userId: string }

export type PeopleArgs = { readonly events: Events; readonly publisher: Publisher; readonly present: Set<string> }

type Person = { readonly feed: Feed; readonly connections: Set<Connection>; pulling: boolean }

const RING = 32
const RETRY_MS = 250

/**
 * The own streams of everybody connected to this node, in one actor: a person's stream is quiet, and an actor each would cost more
 * memory than the socket. `present` is shared with the bus listener, so that heads of strangers never reach the mailbox.
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
    const known = people.get(userId)
    if (known) return known
    // The first connection's cursor is where the feed begins: what came since is pulled and published to it.
    const person = { feed: new Feed(userId, cursor, publisher, () => {}, RING), connections: new Set<Connection>(), pulling: false }
    people.set(userId, person)
    present.add(userId)
    return person
  }

  const arrive = ({ userId, connection, cursor, admitted }: Extract<PeopleMessage, { type: 'arrive' }>): void => {
    if (!connection.open) return
    const first = !people.has(userId)
    const person = enter(userId, cursor)
    person.connections.add(connection)
    person.feed.arrive({ connection, asOf: 0, cursor, admitted })
    const { feed } = person
    // Heads announced before this turn were not for us yet.
    const look = (outcome: Outcome<number>) => ({ type: 'heads', stream: userId, head: outcome.ok ? outcome.value : feed.head }) as const
    if (first) self.go(() => events.head(userId), look)
    pull(userId, person)
  }
  const depart = (userId: string, person: Person, connection: Connection): void => {
    person.connections.delete(connection)
    person.feed.depart(connection)
    if (person.connections.size > 0) return
    people.delete(userId)
    present.delete(userId)
    publisher.forget(userId)
  }

  try {
    for await (const message of self.inbox) {
      const userId = message.type === 'heads' ? message.stream : message.userId
      const person = people.get(userId)
      if (message.type === 'arrive') arrive(message)
      else if (person) {
        switch (message.type) {
          case 'depart':
            depart(userId, person, message.connection)
            break
          case 'heads':
            person.feed.announce(message.head)
            pull(userId, person)
            break
          case 'pulled':
            person.pulling = false
            if (message.outcome.ok) person.feed.offer(message.outcome.value)
            else self.after(RETRY_MS, { type: 'again', userId })
            if (message.outcome.ok && message.outcome.value.length > 0) pull(userId, person)
            break
          case 'again':
            pull(userId, person)
            break
          default:
            message satisfies never
        }
      }
    }
  } finally {
    // After a crash nobody would remember who listens: their clients come back and are known again.
    for (const [userId, { connections }] of people) {
      for (const connection of connections) connection.close(1012, 'the server lost its place')
      present.delete(userId)
      publisher.forget(userId)
    }
  }
})
