import type { CallList } from '#protocol/http/calls'
import type { Device, DeviceList } from '#protocol/http/devices'
import type { FileLink, FileList } from '#protocol/http/files'
import type { Health } from '#protocol/http/health'
import type { MemberAnswer, MemberList } from '#protocol/http/members'
import type { History, HistoryQuery, MessageSent, SendMessageBody } from '#protocol/http/messages'
import type { IceServersAnswer } from '#protocol/http/realtime'
import type { CallQualityAnswer } from '#protocol/http/quality'
import type { Diagnosis, ProbeAnswer } from '#protocol/http/rtc'
import type { CreateRoomBody, RoomAnswer, RoomList, UpdateRoomBody } from '#protocol/http/rooms'
import type { PublicUserAnswer, PublicUserList, UpdateMeBody, UserAnswer, UserList } from '#protocol/http/users'
import type { Member, PublicUser, Room, RoomRole, User } from '#protocol/models'
import type { Http } from './http'

export type PageOptions = { readonly limit?: number; readonly cursor?: string }

export type Api = ReturnType<typeof createApi>

/** Every resource of /v1 as a function; each rejects with RequestFailed. `room` is an id or a slug. */
export function createApi(http: Http) {
  const get = <T>(path: string, query: object = {}): Promise<T> =>
    http.call<T>({ path, query: query as Record<string, string | number | undefined> })
  const send = <T>(method: 'POST' | 'PATCH' | 'DELETE', path: string, body?: unknown): Promise<T> =>
    http.call<T>(body === undefined ? { method, path } : { method, path, body })
  const part = encodeURIComponent

  return {
    rooms: {
      /** Rooms I am in, and open ones. */
      list: (page: PageOptions = {}) => get<RoomList>('/v1/rooms', page),
      create: async (form: Omit<CreateRoomBody, 'visibility'> & Partial<Pick<CreateRoomBody, 'visibility'>>): Promise<Room> =>
        (await send<RoomAnswer>('POST', '/v1/rooms', form)).room,
      /** Finds or opens the direct room of these people and me. */
      openDirect: async (userIds: readonly string[]): Promise<Room> => (await send<RoomAnswer>('POST', '/v1/direct', { userIds })).room,
      get: async (room: string): Promise<Room> => (await get<RoomAnswer>(`/v1/rooms/${part(room)}`)).room,
      update: async (room: string, change: UpdateRoomBody): Promise<Room> =>
        (await send<RoomAnswer>('PATCH', `/v1/rooms/${part(room)}`, change)).room,
      archive: async (room: string): Promise<Room> => (await send<RoomAnswer>('POST', `/v1/rooms/${part(room)}/archive`, {})).room,
    },
    members: {
      list: (room: string, page: PageOptions = {}) => get<MemberList>(`/v1/rooms/${part(room)}/members`, page),
      add: async (room: string, userId: string): Promise<Member> =>
        (await send<MemberAnswer>('POST', `/v1/rooms/${part(room)}/members`, { userId })).member,
      /** Join an open room. */
      join: async (room: string): Promise<Member> => (await send<MemberAnswer>('POST', `/v1/rooms/${part(room)}/members`, {})).member,
      setRole: async (room: string, userId: string, role: RoomRole): Promise<Member> =>
        (await send<MemberAnswer>('PATCH', `/v1/rooms/${part(room)}/members/${part(userId)}`, { role })).member,
      remove: (room: string, userId: string) => send<void>('DELETE', `/v1/rooms/${part(room)}/members/${part(userId)}`),
      leave: (room: string) => send<void>('DELETE', `/v1/rooms/${part(room)}/members/me`),
    },
    messages: {
      /** Ascending; no bound = the newest. */
      page: (room: string, query: HistoryQuery = {}) => get<History>(`/v1/rooms/${part(room)}/messages`, query),
      /** A repeat with the same key gets the same answer. */
      send: (room: string, body: SendMessageBody, idempotencyKey?: string) =>
        http.call<MessageSent>({
          method: 'POST',
          path: `/v1/rooms/${part(room)}/messages`,
          body,
          ...(idempotencyKey === undefined ? {} : { headers: { 'idempotency-key': idempotencyKey } }),
        }),
    },
    files: {
      /** The newest first; for members of the room. */
      list: (room: string, page: PageOptions = {}) => get<FileList>(`/v1/rooms/${part(room)}/files`, page),
      /** A file with signed addresses, for a player or a download: they end after `expiresIn` seconds. */
      link: (fileId: string) => get<FileLink>(`/v1/files/${part(fileId)}/link`),
      remove: (fileId: string) => send<void>('DELETE', `/v1/files/${part(fileId)}`),
    },
    users: {
      search: (query: string, page: PageOptions = {}) => get<PublicUserList>('/v1/users', { query, ...page }),
      get: async (userId: string): Promise<PublicUser> => (await get<PublicUserAnswer>(`/v1/users/${part(userId)}`)).user,
      update: async (change: UpdateMeBody): Promise<User> => (await send<UserAnswer>('PATCH', '/v1/users/me', change)).user,
    },
    admin: {
      users: (page: PageOptions & { readonly query?: string } = {}) => get<UserList>('/v1/admin/users', page),
      promote: (userId: string) => admin('promote', userId),
      demote: (userId: string) => admin('demote', userId),
      disable: (userId: string) => admin('disable', userId),
      enable: (userId: string) => admin('enable', userId),
    },
    devices: {
      list: () => get<DeviceList>('/v1/devices'),
      revoke: (deviceId: Device['id']) => send<void>('DELETE', `/v1/devices/${part(deviceId)}`),
    },
    rtc: {
      /** How calls reach the server, as it sees itself. */
      diagnose: () => get<Diagnosis>('/v1/rtc/diagnose'),
      /** An end on the media server to try connections with. */
      probe: () => send<ProbeAnswer>('POST', '/v1/rtc/probe', {}),
    },
    calls: {
      /** Of a room, newest first: who took part, and how long. */
      list: (room: string, page: PageOptions = {}) => get<CallList>(`/v1/rooms/${part(room)}/calls`, page),
      /** Why it was bad; for owners and moderators of its room. */
      quality: (callId: string) => get<CallQualityAnswer>(`/v1/calls/${part(callId)}/quality`),
    },
    iceServers: () => get<IceServersAnswer>('/v1/rtc/ice-servers'),
    health: () => http.call<Health>({ path: '/health', open: true }),
  }

  async function admin(verb: 'promote' | 'demote' | 'disable' | 'enable', userId: string): Promise<User> {
    return (await send<UserAnswer>('POST', `/v1/admin/users/${part(userId)}/${verb}`, {})).user
  }
}
