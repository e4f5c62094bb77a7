import type { TicketAnswer } from '#protocol/http/realtime'
import { Accounts } from './accounts/accounts'
import { browserLocks, storageLocks } from './accounts/locks'
import { createApi, type Api } from './api/api'
import { createHttp, type Fetch } from './api/http'
import { Calls } from './calls/calls'
import { browserMedia, type MediaPort } from './calls/media-port'
import { systemClock, type Clock } from './clock'
import { Connection } from './connection/connection'
import { Presence } from './connection/presence'
import { browserNetwork, type Network } from './connection/session'
import type { WireConstructor } from './connection/wire'
import { Doctor } from './doctor/doctor'
import { failure } from './failure'
import { uuid, uuidFrom } from './random'
import { Rooms } from './rooms/rooms'
import { Written } from './rooms/written'
import { memoryStorage, type Storage } from './storage'

export type ClientOptions = {
  /** Where the server is: `https://chat.example.org`. The socket's address follows from it. */
  readonly baseUrl: string
  /** Where tokens are kept, and what was written and not sent; memory by default, `browserStorage()` in a page. */
  readonly storage?: Storage
  /** Remembers the call over a reload; memory by default, `tabStorage()` in a page. */
  readonly tabStorage?: Storage
  /** What this device is called in the list of devices. */
  readonly deviceName?: string
  /** auto: online while somebody is signed in. */
  readonly connect?: 'auto' | 'manual'
  /** member: in all my rooms, so that unread counts live. opened: only in those on screen. */
  readonly follow?: 'member' | 'opened'
  /** For runtimes without a global WebSocket (Node 20). */
  readonly webSocket?: WireConstructor
  readonly fetch?: Fetch
  readonly clock?: Clock
  /** Seeds jitter and keys; for tests. */
  readonly random?: () => number
  readonly network?: Network | null
  readonly media?: MediaPort
}

export type Client = {
  readonly accounts: Accounts
  readonly api: Api
  readonly connection: Connection
  readonly rooms: Rooms
  readonly calls: Calls
  /** Says which ways media has from here. */
  readonly doctor: Doctor
  readonly presence: Presence
  close(): void
}

/** One signed-in person on one device, with at most one socket. */
export function createClient(options: ClientOptions): Client {
  const { baseUrl, storage = memoryStorage(), connect = 'auto', follow = 'member', clock = systemClock } = options
  const random = options.random ?? Math.random
  const newKey = options.random ? () => uuidFrom(random) : uuid
  const fetch: Fetch = options.fetch ?? ((url, init) => globalThis.fetch(url, init))
  const construct = options.webSocket ?? (globalThis.WebSocket as unknown as WireConstructor | undefined)
  if (!construct && connect === 'auto') throw new Error('This runtime has no WebSocket: pass one as `webSocket`, or connect: "manual"')
  const http = createHttp({ baseUrl, fetch, clock, bearer: () => accounts })
  // only a storage that can be watched is shared with other tabs
  const locks = storage.watch ? (browserLocks() ?? storageLocks(storage, clock, newKey)) : null
  const accounts = new Accounts({
    http,
    storage,
    clock,
    locks,
    uuid: newKey,
    deviceName: options.deviceName,
    signedOut: () => written.clear(null),
  })
  const api = createApi(http)

  const me = (): { id: string; name: string } => {
    const state = accounts.getSnapshot()
    return state.status === 'signed-in' ? { id: state.user.id, name: state.user.name } : { id: '', name: '' }
  }
  const written = new Written(storage, () => me().id)
  const rooms = new Rooms({
    api,
    clock,
    random,
    uuid: newKey,
    me,
    written,
    follow,
    others: (frame) => frame.type !== 'unknown' && calls.frame(frame),
  })
  const connection = new Connection({
    url: `${baseUrl.replace(/^http/, 'ws').replace(/\/+$/, '')}/v1/realtime/ws`,
    construct: construct ?? (NoWebSocket as unknown as WireConstructor),
    credentials: {
      ticket: async () => (await http.call<TicketAnswer>({ method: 'POST', path: '/v1/realtime/ticket', body: {} })).ticket,
      renew: async () => {
        try {
          await accounts.renew(await accounts.token())
          return true
        } catch (error) {
          return failure(error).code !== 'unauthenticated' && failure(error).status !== 401
        }
      },
    },
    hooks: {
      cursors: (generation) => rooms.cursors(generation),
      opened(session) {
        rooms.opened(session)
        calls.sessionOpened()
      },
      frame: (frame) => rooms.frame(frame),
      lost() {
        rooms.lost()
        calls.sessionLost()
      },
    },
    clock,
    random,
    uuid: newKey,
    network: options.network === undefined ? browserNetwork() : options.network,
  })
  rooms.attach(connection)
  const port = options.media ?? browserMedia()
  const doctor = new Doctor({ api, port, clock })
  const calls = new Calls({ port, connection, clock, me, storage: options.tabStorage ?? memoryStorage() })

  let userId: string | null = null
  const follower = (): void => {
    const state = accounts.getSnapshot()
    const next = state.status === 'signed-in' ? state.user.id : null
    if (next === userId) return
    userId = next
    calls.end()
    connection.stop('signed-out')
    rooms.forget()
    if (next === null) return
    written.clear(next)
    rooms.restore()
    if (connect === 'auto') connection.start()
  }
  const unfollow = accounts.subscribe(follower)
  const unwatchWritten = written.watch(rooms)
  follower()

  const presence = new Presence(connection)

  return {
    accounts,
    api,
    connection,
    rooms,
    calls,
    doctor,
    presence,
    close() {
      unfollow()
      unwatchWritten()
      presence.close()
      calls.close()
      connection.close()
      rooms.forget()
      accounts.close()
    },
  }
}

class NoWebSocket {
  constructor() {
    throw new Error('This runtime has no WebSocket')
  }
}
