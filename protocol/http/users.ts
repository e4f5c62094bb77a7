import { type Static, Type } from '@sinclair/typebox'
import { limits } from '#protocol/limits'
import { Name, PublicUser, User, Uuid } from '#protocol/models'
import { GivenPassword, NewPassword } from './auth'
import { list, pageQuery } from './lists'

export const UserParams = Type.Object({ userId: Uuid })

export const UserAnswer = Type.Object({ user: User })
export type UserAnswer = Static<typeof UserAnswer>

export const PublicUserAnswer = Type.Object({ user: PublicUser })
export type PublicUserAnswer = Static<typeof PublicUserAnswer>

/** `query` is a part of the name; none lists everybody. */
export const UsersQuery = Type.Object({ ...pageQuery, query: Type.Optional(Type.String({ maxLength: limits.searchLength })) })
export type UsersQuery = Static<typeof UsersQuery>

export const PublicUserList = list(PublicUser)
export type PublicUserList = Static<typeof PublicUserList>

export const UpdateMeBody = Type.Object({
  name: Type.Optional(Name),
  password: Type.Optional(Type.Object({ current: GivenPassword, new: NewPassword })),
})
export type UpdateMeBody = Static<typeof UpdateMeBody>

/** For admins: with e-mail and the time somebody was disabled. */
export const UserList = list(User)
export type UserList = Static<typeof UserList>
