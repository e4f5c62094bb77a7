import type { Author, Participant, PresenceChange } from '#protocol/models'
import type { Clock } from '#sdk/clock'
import type { Connection } from '#sdk/connection/connection'
import { applyPresence } from './apply'
import type { RoomSnapshot } from './snapshots'
import { TypingMine, TypingOthers } from './typing'

type CompanySnapshot = Pick<RoomSnapshot, 'presence' | 'typing' | 'call'>

/** What passes in a room and is in no log: who is here, who types, who is in the call. */
export class Company {
  readonly #roomId: string
  readonly #connection: Pick<Connection, 'exchange'>
  readonly #show: (change: Partial<CompanySnapshot>) => void
  readonly #others: TypingOthers
  readonly #mine: TypingMine
  #presence: RoomSnapshot['presence'] = { online: 0, users: [] }
  #callId: string | null = null

  constructor(roomId: string, connection: Pick<Connection, 'exchange'>, clock: Clock, show: (change: Partial<CompanySnapshot>) => void) {
    this.#roomId = roomId
    this.#connection = connection
    this.#show = show
    this.#others = new TypingOthers(clock, (typing) => show({ typing }))
    this.#mine = new TypingMine(clock, (active) => connection.exchange('typing.set', { roomId, active }, () => undefined))
  }

  here(presence: RoomSnapshot['presence']): void {
    this.#presence = presence
    this.#show({ presence })
  }

  moved(online: number, changes: readonly PresenceChange[]): void {
    this.here(applyPresence(this.#presence, online, changes))
  }

  typing(user: Author, active: boolean): void {
    this.#others.set(user, active)
  }

  iType(active: boolean): void {
    this.#mine.set(active)
  }

  iSent(): void {
    this.#mine.sent()
  }

  call(callId: string | null, participants: readonly Participant[]): void {
    this.#callId = callId
    this.#show({ call: callId === null ? null : { callId, participants } })
  }

  callEnded(callId: string): void {
    if (callId === this.#callId) this.call(null, [])
  }

  /** Who is in the call, which the log does not say. */
  askCall(): Promise<void> {
    return new Promise((resolve) => {
      this.#connection.exchange('call.state', { roomId: this.#roomId }, (outcome) => {
        if (outcome.ok) this.call(outcome.payload.callId, outcome.payload.participants)
        resolve()
      })
    })
  }

  /** The socket is gone: nobody will say when they stop. */
  lost(): void {
    this.#others.clear()
  }
}
