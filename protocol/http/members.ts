import { type Static, Type } from '@sinclair/typebox'
import { Member, RoomKey, RoomRole, Uuid } from '#protocol/models'
import { list } from './lists'

/** `userId` may be the word `me`. */
export const MemberParams = Type.Object({ id: RoomKey, userId: Type.Union([Uuid, Type.Literal('me')]) })

/** `{}` joins an open room myself. */
export const AddMemberBody = Type.Object({ userId: Type.Optional(Uuid) })
export type AddMemberBody = Static<typeof AddMemberBody>

export const UpdateMemberBody = Type.Object({ role: RoomRole })
export type UpdateMemberBody = Static<typeof UpdateMemberBody>

export const MemberAnswer = Type.Object({ member: Member })
export type MemberAnswer = Static<typeof MemberAnswer>

export const MemberList = list(Member)
export type MemberList = Static<typeof MemberList>
