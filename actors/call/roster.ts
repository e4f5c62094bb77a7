import { uuid } from '#src/base/ids'
import type { Media, Participant } from '#protocol/models'

/** How the server reaches a participant: the session's socket of the moment. What is sent to one that is gone goes nowhere. */
export type Outlet = { readonly id: string; send(text: string): void }

export type Seat = {
  readonly participantId: string
  readonly sessionId: string
  readonly user: { readonly id: string; readonly name: string }
  readonly joinedAt: string
  media: Media
  outlet: Outlet
  /** Counts the losses of the socket; a timer of an earlier loss recognises that it is stale. */
  losses: number
  present: boolean
}

/** Who sits in one call. A session has at most one seat; repeating a join finds the same one. */
export class Roster {
  readonly #seats = new Map<string, Seat>()
  readonly #bySession = new Map<string, Seat>()

  get size(): number {
    return this.#seats.size
  }

  all(): Iterable<Seat> {
    return this.#seats.values()
  }

  seat(participantId: string): Seat | undefined {
    return this.#seats.get(participantId)
  }

  ofSession(sessionId: string): Seat | undefined {
    return this.#bySession.get(sessionId)
  }

  take(sessionId: string, user: Seat['user'], media: Media, outlet: Outlet): Seat {
    const seat: Seat = {
      participantId: uuid(),
      sessionId,
      user,
      joinedAt: new Date().toISOString(),
      media,
      outlet,
      losses: 0,
      present: true,
    }
    this.#seats.set(seat.participantId, seat)
    this.#bySession.set(sessionId, seat)
    return seat
  }

  free(seat: Seat): void {
    this.#seats.delete(seat.participantId)
    this.#bySession.delete(seat.sessionId)
  }

  seatsOf(userId: string): number {
    let seats = 0
    for (const { user } of this.#seats.values()) if (user.id === userId) seats++
    return seats
  }

  /** The participantIds of those whose socket is there. */
  present(): string[] {
    return [...this.#seats.values()].filter(({ present }) => present).map(({ participantId }) => participantId)
  }

  participants(): Participant[] {
    return [...this.#seats.values()].map(({ participantId, user, media, joinedAt }) => ({
      participantId,
      user,
      media: { ...media, screen: media.screen ?? false },
      joinedAt,
    }))
  }
}

/** What the contract names, and nothing else: everybody in the call is told it again and again. */
export const mediaOf = ({ audio, video, screen, deafened }: Media): Media => ({
  audio,
  video,
  ...(screen === undefined ? {} : { screen }),
  ...(deafened === undefined ? {} : { deafened }),
})
