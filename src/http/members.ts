import { Type } from '@sinclair/typebox'
import { PageQuery } from '#protocol/http/lists'
import { AddMemberBody, MemberAnswer, MemberList, MemberParams, UpdateMemberBody } from '#protocol/http/members'
import { RoomParams } from '#protocol/http/rooms'
import type { HttpDeps } from './deps'
import { commandRoom, roomIdOf } from './room-command'
import { own, operation, signedIn } from './route'
import { pageOf } from './users'

/** Who is in a room: /v1/rooms/:id/members. */
export const memberRoutes = (deps: HttpDeps) =>
  signedIn(deps)
    .get('/v1/rooms/:id/members', ({ caller, params, query }) => deps.data.members.list(params.id, caller.userId, pageOf(query)), {
      params: own(RoomParams),
      query: own(PageQuery),
      response: { 200: own(MemberList) },
      detail: operation({ id: 'listMembers', tag: 'members', summary: 'Members of a room', refuses: ['invalid', 'not_found'] }),
    })
    .post(
      '/v1/rooms/:id/members',
      async ({ body, caller, params }) => {
        const roomId = await roomIdOf(deps, params.id, caller.userId)
        const by = caller.userId
        const member =
          body.userId === undefined || body.userId === by
            ? await commandRoom(deps, roomId, { type: 'member.join', by })
            : await commandRoom(deps, roomId, { type: 'member.add', by, userId: body.userId })
        return { member }
      },
      {
        params: own(RoomParams),
        body: own(AddMemberBody),
        response: { 200: own(MemberAnswer) },
        detail: operation({
          id: 'addMember',
          tag: 'members',
          summary: 'Add somebody, or with {} join an open room myself',
          refuses: ['malformed', 'invalid', 'forbidden', 'not_found', 'conflict', 'room_archived', 'busy'],
        }),
      },
    )
    .patch(
      '/v1/rooms/:id/members/:userId',
      async ({ body, caller, params }) => {
        const roomId = await roomIdOf(deps, params.id, caller.userId)
        const userId = params.userId === 'me' ? caller.userId : params.userId
        return { member: await commandRoom(deps, roomId, { type: 'member.role', by: caller.userId, userId, role: body.role }) }
      },
      {
        params: own(MemberParams),
        body: own(UpdateMemberBody),
        response: { 200: own(MemberAnswer) },
        detail: operation({
          id: 'updateMember',
          tag: 'members',
          summary: 'Change the role of a member',
          refuses: ['malformed', 'invalid', 'forbidden', 'not_found', 'conflict', 'room_archived', 'busy'],
        }),
      },
    )
    .delete(
      '/v1/rooms/:id/members/:userId',
      async ({ caller, params, set }) => {
        const roomId = await roomIdOf(deps, params.id, caller.userId)
        const userId = params.userId === 'me' ? caller.userId : params.userId
        await commandRoom(deps, roomId, { type: 'member.remove', by: caller.userId, userId })
        set.status = 204
      },
      {
        params: own(MemberParams),
        response: { 204: Type.Void() },
        detail: operation({
          id: 'removeMember',
          tag: 'members',
          summary: 'Remove somebody, or with `me` leave',
          refuses: ['invalid', 'forbidden', 'not_found', 'conflict', 'busy'],
        }),
      },
    )
