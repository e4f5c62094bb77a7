import type { Who, World } from './world'

/** What each of `everybody` gets, in that order: `status` or `status code` over HTTP, `ack` or the nack's code on a socket. */
export type Cells = readonly [string, string, string, string, string, string, string]

export type FrameRow = {
  readonly type: string
  readonly where: string
  readonly cells: Cells
  readonly make: (world: World, who: Who) => Promise<Made> | Made
}

/** The payload to send; `before` goes over the same socket first, and its answers do not count. */
type Made = { readonly payload: object; readonly before?: readonly (readonly [string, object])[] }

export const no = '401 unauthenticated'

/** The same for whoever is signed in. */
export const signedIn = (answer: string): Cells => [no, answer, answer, answer, answer, answer, no]

export const frame = (type: string, where: string, cells: Cells, make: FrameRow['make']): FrameRow => ({ type, where, cells, make })
/** A socket is not opened at all without a good token: HTTP 401. */
export const refused = (stranger: string, member: string, moderator: string, admin: string): Cells => [
  no,
  stranger,
  member,
  moderator,
  admin,
  admin,
  no,
]
export const audio = { audio: true, video: false }
export const some = () => crypto.randomUUID()

export const room =
  (rest: object, visibility: 'open' | 'private' = 'private', joined = false): FrameRow['make'] =>
  async (world) => {
    const roomId = await world.room(visibility)
    return { payload: { roomId, ...rest }, ...(joined ? { before: [['room.join', { roomId }]] } : {}) }
  }
