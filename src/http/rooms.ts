import { NoBody, PageQuery } from '#protocol/http/lists'
import { CreateRoomBody, RoomAnswer, RoomList, RoomParams, UpdateRoomBody } from '#protocol/http/rooms'
import { requirePermission } from '#src/access/permissions'
import type { HttpDeps } from './deps'
import { commandRoom, roomIdOf } from './room-command'
import { own, operation, signedIn } from './route'
import { pageOf } from './users'

/** What the contract names, and nothing else: a field that is unknown here may mean something to the command. */
const changesOf = ({ name, topic, visibility, memberLimit }: UpdateRoomBody) => ({
  ...(name === undefined ? {} : { name: name.trim() }),
  ...(topic === undefined ? {} : { topic }),
  ...(visibility === undefined ? {} : { visibility }),
  ...(memberLimit === undefined ? {} : { memberLimit }),
})

/** Rooms: /v1/rooms. */
export const roomRoutes = (deps: HttpDeps) => {
  const { data } = deps
  return signedIn(deps)
    .get('/v1/rooms', ({ caller, query }) => data.rooms.list(caller.userId, pageOf(query)), {
      query: own(PageQuery),
      response: { 200: own(RoomList) },
      detail: operation({ id: 'listRooms', tag: 'rooms', summary: 'Rooms I am in, and open ones', refuses: ['invalid'] }),
    })
    .post(
      '/v1/rooms',
      async ({ body, caller, set }) => {
        requirePermission((await caller.account()).role, 'rooms.create')
        const { slug, name, topic, visibility = 'open' } = body
        const room = await data.rooms.create(caller.userId, {
          slug,
          name: name.trim(),
          visibility,
          ...(topic === undefined ? {} : { topic }),
        })
        set.status = 201
        return { room }
      },
      {
        body: own(CreateRoomBody),
        response: { 201: own(RoomAnswer) },
        detail: operation({
          id: 'createRoom',
          tag: 'rooms',
          summary: 'Make a room; its maker becomes owner. For administrators',
          refuses: ['malformed', 'invalid', 'forbidden', 'slug_taken'],
        }),
      },
    )
    .get('/v1/rooms/:id', async ({ caller, params }) => ({ room: await data.rooms.view(params.id, caller.userId) }), {
      params: own(RoomParams),
      response: { 200: own(RoomAnswer) },
      detail: operation({ id: 'getRoom', tag: 'rooms', summary: 'One room, by id or slug', refuses: ['invalid', 'not_found'] }),
    })
    .patch(
      '/v1/rooms/:id',
      async ({ body, caller: { userId }, params }) => {
        const roomId = await roomIdOf(deps, params.id, userId)
        await commandRoom(deps, roomId, { ...changesOf(body), type: 'room.update', by: userId })
        return { room: await data.rooms.view(roomId, userId) }
      },
      {
        params: own(RoomParams),
        body: own(UpdateRoomBody),
        response: { 200: own(RoomAnswer) },
        detail: operation({
          id: 'updateRoom',
          tag: 'rooms',
          summary: 'Change name, topic, visibility or limit of members',
          refuses: ['malformed', 'invalid', 'forbidden', 'not_found', 'conflict', 'room_archived', 'busy'],
        }),
      },
    )
    .post(
      '/v1/rooms/:id/archive',
      async ({ caller: { userId }, params }) => {
        const roomId = await roomIdOf(deps, params.id, userId)
        await commandRoom(deps, roomId, { type: 'room.archive', by: userId })
        return { room: await data.rooms.view(roomId, userId) }
      },
      {
        params: own(RoomParams),
        body: own(NoBody),
        response: { 200: own(RoomAnswer) },
        detail: operation({
          id: 'archiveRoom',
          tag: 'rooms',
          summary: 'Close a room for good; its history stays readable',
          refuses: ['invalid', 'forbidden', 'not_found', 'busy'],
        }),
      },
    )
}
