import { type Static, Type } from '@sinclair/typebox'
import { limits } from '#protocol/limits'
import { Nullable, Room, RoomKey, Slug, Topic, Visibility } from '#protocol/models'
import { list } from './lists'

export const RoomParams = Type.Object({ id: RoomKey })

export const RoomName = Type.String({ minLength: 1, maxLength: limits.roomNameLength, pattern: '\\S', description: 'not only white space' })
export const MemberLimit = Type.Integer({ minimum: 1, maximum: limits.roomMembersMax })

export const CreateRoomBody = Type.Object({
  slug: Slug,
  name: RoomName,
  topic: Type.Optional(Topic),
  visibility: Type.Optional({ ...Visibility, default: 'open' }),
})
export type CreateRoomBody = Static<typeof CreateRoomBody>

export const UpdateRoomBody = Type.Object({
  name: Type.Optional(RoomName),
  topic: Type.Optional(Topic),
  visibility: Type.Optional(Visibility),
  memberLimit: Type.Optional(Nullable(MemberLimit)),
})
export type UpdateRoomBody = Static<typeof UpdateRoomBody>

export const RoomAnswer = Type.Object({ room: Room })
export type RoomAnswer = Static<typeof RoomAnswer>

export const RoomList = list(Room)
export type RoomList = Static<typeof RoomList>
