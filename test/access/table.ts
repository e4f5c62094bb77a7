import { callRows } from './call-rows'
import { type Cells, type FrameRow, frame, no, refused, room, signedIn } from './frame-row'
import type { Request, Who, World } from './world'

export type HttpRow = {
  /** Method and path as the OpenAPI document writes them. */
  readonly route: string
  readonly where: string
  readonly cells: Cells
  readonly request: (world: World, who: Who) => Promise<Request> | Request
}

const bar = '403 forbidden'
const gone = '404 not_found'

const all = (answer: string): Cells => [answer, answer, answer, answer, answer, answer, answer]
const admins = (answer: string): Cells => [no, bar, bar, bar, answer, answer, no]
const onlySuper = (answer: string): Cells => [no, bar, bar, bar, bar, answer, no]

const route = (name: string, where: string, cells: Cells, request: HttpRow['request'] = () => ({})): HttpRow => ({
  route: name,
  where,
  cells,
  request,
})
const inRoom =
  (rest: string, body?: object): HttpRow['request'] =>
  async (world) => ({
    path: `/v1/rooms/${await world.room()}${rest}`,
    ...(body ? { body } : {}),
  })
const inOpenRoom =
  (rest: string, body?: object): HttpRow['request'] =>
  async (world) => ({
    path: `/v1/rooms/${await world.room('open')}${rest}`,
    ...(body ? { body } : {}),
  })
const inDirect =
  (rest: string, body?: object): HttpRow['request'] =>
  async (world) => ({
    path: `/v1/rooms/${await world.direct()}${rest}`,
    ...(body ? { body } : {}),
  })
const itsPeople = (answer: string): Cells => [no, gone, answer, gone, gone, gone, no]
const onUser =
  (verb: string): HttpRow['request'] =>
  async (world) => ({ path: `/v1/admin/users/${(await world.user()).id}/${verb}`, body: {} })
const onExtra =
  (body?: object): HttpRow['request'] =>
  async (world) => {
    const room = await world.room()
    return { path: `/v1/rooms/${room}/members/${await world.extra(room)}`, ...(body ? { body } : {}) }
  }

/** Files of the founder's private room. */
const onFile =
  (rest: string): HttpRow['request'] =>
  (world) => ({ path: `/v1/files/${world.file()}${rest}` })
const byAddress =
  (which: 'url' | 'posterUrl'): HttpRow['request'] =>
  async (world) => ({ path: (await world.fileLink(world.file()))[which] })

const onCall =
  (visibility: 'open' | 'private'): HttpRow['request'] =>
  async (world) => ({ path: `/v1/calls/${(await world.call(await world.room(visibility))).callId}/quality` })

/** Every route of the contract. A route without a row fails the test. */
export const httpRows: readonly HttpRow[] = [
  route('POST /v1/auth/register', '', all('201'), () => ({
    body: { email: `${crypto.randomUUID()}@example.org`, password: 'password123', name: 'x' },
  })),
  route('POST /v1/auth/login', '', all('200'), (world) => ({ body: { email: world.person('member').email, password: 'password123' } })),
  route('POST /v1/auth/refresh', 'own token', ['401 unauthenticated', '200', '200', '200', '200', '200', no], async (world, who) => ({
    body: { refreshToken: (await world.again(who)).refreshToken ?? 'none' },
  })),
  route('POST /v1/auth/logout', '', signedIn('204'), async (world, who) => {
    const { token } = await world.again(who)
    return token === undefined ? {} : { token }
  }),
  route('GET /v1/auth/me', '', signedIn('200')),
  route('GET /v1/users', '', signedIn('200')),
  route('GET /v1/users/{userId}', '', signedIn('200'), (world) => ({ path: `/v1/users/${world.person('founder').id}` })),
  route('PATCH /v1/users/me', '', signedIn('200'), () => ({ body: {} })),
  route('GET /v1/devices', '', signedIn('200')),
  route('DELETE /v1/devices/{deviceId}', 'my own', [no, '204', '204', '204', '204', '204', no], async (world, who) => ({
    path: `/v1/devices/${(await world.again(who)).deviceId ?? crypto.randomUUID()}`,
  })),
  route('DELETE /v1/devices/{deviceId}', "somebody else's", signedIn(gone), async (world) => {
    const { deviceId } = await world.must('GET', '/v1/auth/me', world.person('founder').token)
    return { path: `/v1/devices/${deviceId}` }
  }),

  route('GET /v1/admin/users', '', admins('200')),
  route('GET /v1/admin/actors', '', admins('200')),
  route('POST /v1/admin/users/{userId}/promote', 'a user', onlySuper('200'), onUser('promote')),
  route('POST /v1/admin/users/{userId}/demote', 'an admin', onlySuper('200'), async (world) => {
    const { id } = await world.user()
    await world.must('POST', `/v1/admin/users/${id}/promote`, world.person('superAdmin').token, {})
    return { path: `/v1/admin/users/${id}/demote`, body: {} }
  }),
  route('POST /v1/admin/users/{userId}/demote', 'the super admin', onlySuper('409 conflict'), (world) => ({
    path: `/v1/admin/users/${world.person('superAdmin').id}/demote`,
    body: {},
  })),
  route('POST /v1/admin/users/{userId}/disable', 'a user', admins('200'), onUser('disable')),
  route('POST /v1/admin/users/{userId}/disable', 'an admin', onlySuper('200'), async (world) => {
    const { id } = await world.user()
    await world.must('POST', `/v1/admin/users/${id}/promote`, world.person('superAdmin').token, {})
    return { path: `/v1/admin/users/${id}/disable`, body: {} }
  }),
  route('POST /v1/admin/users/{userId}/enable', 'a user', admins('200'), onUser('enable')),

  route('GET /v1/rooms', '', signedIn('200')),
  route('POST /v1/rooms', '', admins('201'), () => ({ body: { slug: `s-${crypto.randomUUID().slice(0, 8)}`, name: 'x' } })),
  route('GET /v1/rooms/{id}', 'open', signedIn('200'), inOpenRoom('')),
  route('GET /v1/rooms/{id}', 'private', [no, gone, '200', '200', '200', '200', no], inRoom('')),
  route('PATCH /v1/rooms/{id}', 'open', [no, bar, bar, '200', '200', '200', no], inOpenRoom('', { topic: 'x' })),
  route('PATCH /v1/rooms/{id}', 'private', [no, gone, bar, '200', '200', '200', no], inRoom('', { topic: 'x' })),
  route('POST /v1/rooms/{id}/archive', 'private', [no, gone, bar, bar, '200', '200', no], inRoom('/archive', {})),
  route('GET /v1/rooms/{id}/members', 'open', signedIn('200'), inOpenRoom('/members')),
  route('GET /v1/rooms/{id}/members', 'private', [no, gone, '200', '200', '200', '200', no], inRoom('/members')),
  route('POST /v1/rooms/{id}/members', 'joining an open room', signedIn('200'), inOpenRoom('/members', {})),
  route('POST /v1/rooms/{id}/members', 'joining a private room', [no, gone, '200', '200', gone, gone, no], inRoom('/members', {})),
  route('POST /v1/rooms/{id}/members', 'adding somebody', [no, gone, bar, '200', '200', '200', no], async (world) => ({
    path: `/v1/rooms/${await world.room()}/members`,
    body: { userId: (await world.user()).id },
  })),
  route('PATCH /v1/rooms/{id}/members/{userId}', 'to moderator', [no, gone, bar, bar, bar, '200', no], onExtra({ role: 'moderator' })),
  route('DELETE /v1/rooms/{id}/members/{userId}', 'somebody', [no, gone, bar, '204', '204', '204', no], onExtra()),
  route('DELETE /v1/rooms/{id}/members/{userId}', 'me', [no, gone, '204', '204', gone, gone, no], inRoom('/members/me')),
  route('GET /v1/rooms/{id}/messages', 'open', signedIn('200'), inOpenRoom('/messages')),
  route('GET /v1/rooms/{id}/messages', 'private', [no, gone, '200', '200', gone, gone, no], inRoom('/messages')),
  route('POST /v1/rooms/{id}/messages', 'open', [no, bar, '201', '201', bar, bar, no], inOpenRoom('/messages', { text: 'x' })),
  route('POST /v1/rooms/{id}/messages', 'private', [no, gone, '201', '201', gone, gone, no], inRoom('/messages', { text: 'x' })),

  route('GET /v1/rooms/{id}/calls', 'open', [no, bar, '200', '200', bar, bar, no], inOpenRoom('/calls')),
  route('GET /v1/rooms/{id}/calls', 'private', [no, gone, '200', '200', gone, gone, no], inRoom('/calls')),
  route('GET /v1/rooms/{id}/calls', 'direct', itsPeople('200'), inDirect('/calls')),
  route('POST /v1/direct', '', signedIn('201'), async (world) => ({ body: { userIds: [(await world.user()).id] } })),
  route('GET /v1/rooms/{id}', 'direct', itsPeople('200'), inDirect('')),
  route('PATCH /v1/rooms/{id}', 'direct', itsPeople(bar), inDirect('', { topic: 'x' })),
  route('POST /v1/rooms/{id}/archive', 'direct', itsPeople(bar), inDirect('/archive', {})),
  route('GET /v1/rooms/{id}/members', 'direct', itsPeople('200'), inDirect('/members')),
  route('POST /v1/rooms/{id}/members', 'joining a direct room', itsPeople('200'), inDirect('/members', {})),
  route('POST /v1/rooms/{id}/members', 'adding somebody to a direct room', itsPeople(bar), async (world) => ({
    path: `/v1/rooms/${await world.direct()}/members`,
    body: { userId: (await world.user()).id },
  })),
  route('DELETE /v1/rooms/{id}/members/{userId}', 'me, direct', itsPeople(bar), inDirect('/members/me')),
  route('GET /v1/rooms/{id}/messages', 'direct', itsPeople('200'), inDirect('/messages')),
  route('POST /v1/rooms/{id}/messages', 'direct', itsPeople('201'), inDirect('/messages', { text: 'x' })),

  route('GET /v1/rooms/{id}/files', 'open', [no, bar, '200', '200', bar, bar, no], inOpenRoom('/files')),
  route('GET /v1/rooms/{id}/files', 'private', [no, gone, '200', '200', bar, bar, no], inRoom('/files')),
  route('GET /v1/files/{fileId}', '', [no, gone, '200', '200', gone, gone, no], onFile('')),
  route('GET /v1/files/{fileId}', "by a member's address", all('200'), byAddress('url')),
  route('GET /v1/files/{fileId}', 'by an address for another file', all(no), async (world) => {
    const { url } = await world.fileLink(world.file())
    return { path: url.replace(/[0-9a-f-]{36}/, world.file()) }
  }),
  route('GET /v1/files/{fileId}', 'by an address of somebody who left', all(gone), async (world) => {
    const path = await world.linkOfLeaver()
    return { path }
  }),
  route('GET /v1/files/{fileId}/poster', '', [no, gone, '200', '200', gone, gone, no], onFile('/poster')),
  route('GET /v1/files/{fileId}/poster', "by a member's address", all('200'), byAddress('posterUrl')),
  route('GET /v1/files/{fileId}/link', '', [no, gone, '200', '200', gone, gone, no], onFile('/link')),
  route('DELETE /v1/files/{fileId}', '', [no, gone, bar, '204', gone, gone, no], onFile('')),

  route('POST /v1/realtime/ticket', '', signedIn('201'), () => ({ body: {} })),
  route('GET /v1/calls/{callId}/quality', 'of an open room', [no, bar, bar, '200', '200', '200', no], onCall('open')),
  route('GET /v1/calls/{callId}/quality', 'of a private room', [no, gone, bar, '200', '200', '200', no], onCall('private')),
  route('GET /v1/rtc/ice-servers', '', signedIn('200')),
  route('GET /v1/rtc/diagnose', '', signedIn('200')),
  route('POST /v1/rtc/probe', 'without a media server', signedIn('503 media_unavailable'), () => ({ body: {} })),
  route('GET /health', '', all('200')),
  route('GET /health/live', '', all('200')),
  route('GET /health/ready', '', all('200')),
  route('GET /metrics', 'from this machine', all('200')),
  route('GET /metrics', 'through a proxy', admins('200'), () => ({ headers: { 'x-forwarded-for': '203.0.113.9' } })),
]

const just = (payload: object) => () => ({ payload })
const direct =
  (rest: object): FrameRow['make'] =>
  async (world) => ({ payload: { roomId: await world.direct(), ...rest } })
const chat =
  (visibility: 'open' | 'private'): FrameRow['make'] =>
  async (world) => ({ payload: { text: 'x' }, before: [['room.join', { roomId: await world.room(visibility) }]] })
/** Every frame a client may send. A type without a row fails the test. */
export const frameRows: readonly FrameRow[] = [
  frame('ping', '', signedIn('ack'), just({})),
  frame('session.resume', 'my session', signedIn('ack'), async (world, who) => {
    const { capabilities, close } = await world.socket(world.person(who).token)
    close()
    return { payload: { sessionId: capabilities.sessionId, resumeToken: capabilities.resumeToken, cursors: {} } }
  }),
  frame('session.resume', "somebody else's", signedIn('resume_refused'), async (world) => {
    const { capabilities } = await world.socket(world.person('founder').token)
    return { payload: { sessionId: capabilities.sessionId, resumeToken: capabilities.resumeToken, cursors: {} } }
  }),
  frame('room.join', 'open', signedIn('ack'), room({}, 'open')),
  frame('room.join', 'private', refused('not_found', 'ack', 'ack', 'not_found'), room({})),
  frame('room.join', 'direct', refused('not_found', 'ack', 'not_found', 'not_found'), direct({})),
  frame('message.send', 'direct', refused('not_found', 'ack', 'not_found', 'not_found'), direct({ text: 'x' })),
  frame('room.leave', 'nothing to leave is harmless', signedIn('ack'), room({})),
  frame('message.send', 'open', refused('forbidden', 'ack', 'ack', 'forbidden'), room({ text: 'x' }, 'open')),
  frame('message.send', 'private', refused('not_found', 'ack', 'ack', 'not_found'), room({ text: 'x' })),
  frame('chat.send', 'without a room', signedIn('not_joined'), just({ text: 'x' })),
  frame('chat.send', 'after joining an open room', signedIn('ack'), chat('open')),
  frame('chat.send', 'after joining a private room', refused('not_joined', 'ack', 'ack', 'not_joined'), chat('private')),
  frame('read.set', 'private', refused('not_found', 'ack', 'ack', 'not_found'), room({ seq: 1 })),
  frame('typing.set', 'private', refused('not_joined', 'ack', 'ack', 'not_joined'), room({ active: true }, 'private', true)),
  frame('presence.set', '', signedIn('ack'), just({ state: 'idle' })),

  ...callRows,
]
