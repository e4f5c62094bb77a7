import type { Calls } from '#actors/call/calls'
import type { Rings } from '#actors/call/rings'
import type { Connection } from '#actors/room/connection'
import type { Rooms } from '#actors/room/rooms'
import { actor, type Ref } from '#actors/runtime/actor'
import type { IceServer, User } from '#protocol/models'
import type { RateLimits } from '#src/access/limits'
import type { Log } from '#src/base/log'
import type { Data } from '#src/data/data'
import type { Metrics } from '#src/observe/metrics'
import { LiveSession } from './live-session'
import type { SessionMessage } from './messages'
import type { PeopleMessage } from './people'
import type { Sessions } from './sessions'

/** What every session of this node shares. */
export type SessionPorts = {
  readonly data: Pick<Data, 'rooms' | 'members' | 'events' | 'reads' | 'generation'>
  readonly rooms: Rooms
  readonly calls: Calls
  readonly rings: Pick<Rings, 'pending'>
  readonly people: Ref<PeopleMessage>
  readonly sessions: Sessions
  readonly limits: RateLimits
  readonly metrics: Metrics
  readonly log: Log
  /** Signs resume tokens. */
  readonly secret: string
  /** Signed out or disabled lately. */
  readonly isDead: (deviceId: string, userId: string) => boolean
  /** What this server can do just now, for server.capabilities. */
  readonly features: () => readonly string[]
  readonly iceServers: (userId: string) => { iceServers: IceServer[]; expiresIn: number }
}

export type SessionArgs = {
  readonly sessionId: string
  readonly user: User
  readonly deviceId: string
  readonly connection: Connection
  readonly ports: SessionPorts
}

/**
 * One device's conversation with the server: takes its frames in order, asks rooms and calls, and outlives its socket for a minute
 * so that a short absence is no absence to others.
 */
export const sessionActor = actor<SessionMessage, SessionArgs>('session', { capacity: 256, overflow: 'reject' }, async (self, args) => {
  const { sessions, isDead } = args.ports
  // who was signed out between the handshake and this moment was not found among the sessions
  if (isDead(args.deviceId, args.user.id)) return args.connection.close(4001, 'signed out')
  const session = new LiveSession(self, args)
  sessions.add(session.sessionId, session)
  try {
    session.greet()
    for await (const message of self.inbox) if (session.receive(message) === 'over') break
  } finally {
    session.end()
    sessions.remove(session.sessionId, session)
  }
})
