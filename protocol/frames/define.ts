import { type Static, type TObject, type TSchema, Type } from '@sinclair/typebox'
import { RoomKey, Uuid } from '#protocol/models'

/** A request a client may send, with the payload of its ack. */
export type RequestDefinition = { readonly summary: string; readonly payload: TSchema; readonly ack: TSchema }

/** A frame the server sends by itself. `stream` = an event with `stream` and `seq`. */
export type ServerDefinition = { readonly summary: string; readonly payload: TSchema; readonly stream: boolean }

export const Empty = Type.Object({})

/** Names one room: by id or by slug, exactly one of them. */
export const RoomRef = Type.Union(
  [
    Type.Object({ roomId: Uuid, roomSlug: Type.Optional(Type.Never()) }),
    Type.Object({ roomSlug: RoomKey, roomId: Type.Optional(Type.Never()) }),
  ],
  { 'x-complaint': 'give either roomId or roomSlug' },
)
export type RoomRef = Static<typeof RoomRef>

/** A payload that names a room and says more. */
export const inRoom = <T extends TObject>(more: T) => Type.Intersect([RoomRef, more])

/** An object of another library (mediasoup, WebRTC): passed on as it is. */
export const Open = (description: string) => Type.Record(Type.String(), Type.Unknown(), { description })
