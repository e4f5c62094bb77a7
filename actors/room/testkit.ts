import type { Connection } from './connection'

export type FakeConnection = Connection & { readonly sent: string[]; readonly topics: string[]; closed: number | null; open: boolean }

let made = 0

/** A socket that remembers what was done to it. */
export function fakeConnection(): FakeConnection {
  const connection: FakeConnection = {
    id: `connection-${++made}`,
    sent: [],
    topics: [],
    closed: null,
    open: true,
    send: (text) => void connection.sent.push(text),
    subscribe: (topic) => void (connection.topics.includes(topic) || connection.topics.push(topic)),
    unsubscribe: (topic) => {
      const at = connection.topics.indexOf(topic)
      if (at >= 0) connection.topics.splice(at, 1)
    },
    buffered: () => 0,
    drained: () => Promise.resolve(),
    close: (code) => {
      connection.closed = code
      connection.open = false
    },
  }
  return connection
}
