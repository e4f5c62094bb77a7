import { type Static, Type } from '@sinclair/typebox'
import { limits } from '#protocol/limits'
import { Uuid } from '#protocol/models'

/** The others; who asks is always one of the people. Nobody but me: notes to myself. */
export const OpenDirectBody = Type.Object({
  userIds: Type.Array(Uuid, { minItems: 1, maxItems: limits.directPeople, description: 'With whom; my own id alone = notes to myself' }),
})
export type OpenDirectBody = Static<typeof OpenDirectBody>
