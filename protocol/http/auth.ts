import { type Static, Type } from '@sinclair/typebox'
import { limits } from '#protocol/limits'
import { Name, User, Uuid } from '#protocol/models'

export const Email = Type.String({ format: 'email', maxLength: limits.emailLength })
export const NewPassword = Type.String({ minLength: limits.passwordMin, maxLength: limits.passwordMax })

/** A password to compare: any length that is cheap to hash, so that a wrong one is `unauthenticated` and not `invalid`. */
export const GivenPassword = Type.String({ minLength: 1, maxLength: limits.passwordMax })
export const DeviceName = Type.String({ minLength: 1, maxLength: limits.deviceNameLength, pattern: '\\S' })

export const RegisterBody = Type.Object({
  email: Email,
  password: NewPassword,
  name: Name,
  setupCode: Type.Optional(
    Type.String({
      maxLength: limits.setupCodeLength,
      description: 'Printed at the first start: lets the owner become super admin from elsewhere',
    }),
  ),
  deviceName: Type.Optional(DeviceName),
})
export type RegisterBody = Static<typeof RegisterBody>

export const LoginBody = Type.Object({ email: Email, password: GivenPassword, deviceName: Type.Optional(DeviceName) })
export type LoginBody = Static<typeof LoginBody>

export const RefreshBody = Type.Object({
  refreshToken: Type.String({ minLength: 1, maxLength: limits.tokenLength }),
  repeatable: Type.Optional(
    Type.Boolean({
      description:
        'This client sends a token again when its answer was lost: within a minute that is no reuse, unless what it gave was spent',
    }),
  ),
})
export type RefreshBody = Static<typeof RefreshBody>

/** What register, login and refresh answer. `token` is accessToken again, for simple clients. */
export const SignedIn = Type.Object({
  user: User,
  accessToken: Type.String(),
  token: Type.String(),
  refreshToken: Type.String(),
  expiresIn: Type.Integer({ minimum: 1, description: 'Seconds until accessToken ends' }),
  rotation: Type.Integer({
    minimum: 0,
    description: 'Counts what this device was given: of two answers to one refresh token the higher one holds the good tokens',
  }),
})
export type SignedIn = Static<typeof SignedIn>

export const Me = Type.Object({ user: User, deviceId: Uuid })
export type Me = Static<typeof Me>
