import { Refused } from '#protocol/errors'
import { OpenDirectBody } from '#protocol/http/direct'
import { RoomAnswer } from '#protocol/http/rooms'
import { limits } from '#protocol/limits'
import type { HttpDeps } from './deps'
import { own, operation, signedIn } from './route'

/** Direct rooms: /v1/direct. */
export const directRoutes = (deps: HttpDeps) => {
  const { access, data } = deps
  return signedIn(deps).post(
    '/v1/direct',
    async ({ body, caller: { userId }, set }) => {
      access.rates.require('direct.user', userId)
      const people = new Set([userId, ...body.userIds])
      if (people.size > limits.directPeople) {
        const errors = [{ path: '/userIds', message: `names more than ${limits.directPeople - 1} others` }]
        throw new Refused('invalid', `A direct conversation has at most ${limits.directPeople} people.`, { errors })
      }
      const { room, made } = await data.rooms.openDirect(userId, [...people])
      set.status = made ? 201 : 200
      return { room }
    },
    {
      body: own(OpenDirectBody),
      response: { 200: own(RoomAnswer), 201: own(RoomAnswer) },
      detail: operation({
        id: 'openDirect',
        tag: 'rooms',
        summary: 'Find or open the direct room of exactly these people and me',
        refuses: ['malformed', 'invalid', 'not_found'],
      }),
    },
  )
}
