import type { Request, Who, World } from './world'

/** What each of `everybody` gets, in that order: `status` or `status code` over HTTP, `ack` or the nack's code on a socket. */
export type Cells = readonly [string, string, string, string, string, string, string]

export type HttpRow = {
  /** Method and path as the OpenAPI document writes them. */
  readonly route: string
  readonly where: string
  readonly cells: Cells
  readonly request: (world: World, who: Who) => Promise<Request> | Request
}

export type FrameRow = {
  readonly type: string
  readonly where: string
  readonly cells: Cells
  readonly make: (world: World, who: Who) => Promise<Made> | Made
}

/** The payload to send; `before` goes over the same socket first, and its answers do not count. */
type Made = { readonly payload: object; readonly before?: readonly (readonly [string, object])[] }

const no = '401 unauthenticated'
const bar = '403 forbidden'
const gone = '404 not_found'

/** The same for whoever is signed in. */
const signedIn = (answer: string): Cells => [no, answer, answer, answer, answer, answer, no]
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
const onUser =
  (verb: string): HttpRow['request'] =>
  async (world) => ({ path: `/v1/admin/users/${(await world.user()).id}/${verb}`, body: {} })
const onExtra =
  (body?: object): HttpRow['request'] =>
  async (world) => {
    const room = await world.room()
    return { path: `/v1/rooms/${room}/members/${await world.extra(room)}`, ...(body ? { body } : {}) }
  }

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

  route('POST /v1/realtime/ticket', '', signedIn('201'), () => ({ body: {} })),
  route('GET /v1/rtc/ice-servers', '', signedIn('200')),
  route('GET /health', '', all('200')),
  route('GET /health/live', '', all('200')),
  route('GET /health/ready', '', all('200')),
  route('GET /metrics', 'from this machine', all('200')),
  route('GET /metrics', 'through a proxy', admins('200'), () => ({ headers: { 'x-forwarded-for': '203.0.113.9' } })),
]

const frame = (type: string, where: string, cells: Cells, make: FrameRow['make']): FrameRow => ({ type, where, cells, make })
/** A socket is not opened at all without a good token: HTTP 401. */
const refused = (stranger: string, member: string, moderator: string, admin: string): Cells => [
  no,
  stranger,
  member,
  moderator,
  admin,
  admin,
  no,
]
const just = (payload: object) => () => ({ payload })
const audio = { audio: true, video: false }
const some = () => crypto.randomUUID()

const room =
  (rest: object, visibility: 'open' | 'private' = 'private', joined = false): FrameRow['make'] =>
  async (world) => {
    const roomId = await world.room(visibility)
    return { payload: { roomId, ...rest }, ...(joined ? { before: [['room.join', { roomId }]] } : {}) }
  }
const chat =
  (visibility: 'open' | 'private'): FrameRow['make'] =>
  async (world) => ({ payload: { text: 'x' }, before: [['room.join', { roomId: await world.room(visibility) }]] })
/** Into the founder's call; with `seated` after trying to sit down in it. */
const call =
  (rest: object, seated: boolean): FrameRow['make'] =>
  async (world) => {
    const roomId = await world.room()
    const { callId, participantId } = await world.call(roomId)
    const to = 'to' in rest ? { to: participantId } : {}
    return {
      payload: { callId, ...rest, ...to },
      ...(seated
        ? {
            before: [
              ['room.join', { roomId }],
              ['call.join', { roomId, media: audio }],
            ],
          }
        : {}),
    }
  }
const seats = (type: string, rest: object): FrameRow[] => [
  frame(type, 'without a seat', signedIn('call_not_joined'), call(rest, false)),
  frame(type, 'after call.join', refused('call_not_joined', 'ack', 'ack', 'call_not_joined'), call(rest, true)),
]
/** Media frames need a call over the SFU, which this server does not offer yet: nobody gets anything by them. */
const media = (type: string, rest: object): FrameRow => frame(type, '', signedIn('media_unavailable'), call({ epoch: 1, ...rest }, true))

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
  frame('room.leave', 'nothing to leave is harmless', signedIn('ack'), room({})),
  frame('message.send', 'open', refused('forbidden', 'ack', 'ack', 'forbidden'), room({ text: 'x' }, 'open')),
  frame('message.send', 'private', refused('not_found', 'ack', 'ack', 'not_found'), room({ text: 'x' })),
  frame('chat.send', 'without a room', signedIn('not_joined'), just({ text: 'x' })),
  frame('chat.send', 'after joining an open room', signedIn('ack'), chat('open')),
  frame('chat.send', 'after joining a private room', refused('not_joined', 'ack', 'ack', 'not_joined'), chat('private')),
  frame('read.set', 'private', refused('not_found', 'ack', 'ack', 'not_found'), room({ seq: 1 })),
  frame('typing.set', 'private', refused('not_joined', 'ack', 'ack', 'not_joined'), room({ active: true }, 'private', true)),
  frame('presence.set', '', signedIn('ack'), just({ state: 'idle' })),

  frame('call.join', 'open', refused('not_joined', 'ack', 'ack', 'not_joined'), room({ media: audio }, 'open')),
  frame('call.join', 'private', refused('not_found', 'ack', 'ack', 'not_joined'), room({ media: audio })),
  frame('call.state', 'open', refused('forbidden', 'ack', 'ack', 'forbidden'), room({}, 'open')),
  frame('call.state', 'private', refused('not_found', 'ack', 'ack', 'forbidden'), room({})),
  frame('call.state', 'private, after trying to join', refused('not_found', 'ack', 'ack', 'forbidden'), room({}, 'private', true)),
  frame(
    'call.join',
    'private, after trying to join',
    refused('not_found', 'ack', 'ack', 'not_joined'),
    room({ media: audio }, 'private', true),
  ),
  ...seats('call.offer', { epoch: 1, to: '', sdp: 'x' }),
  ...seats('call.answer', { epoch: 1, to: '', sdp: 'x' }),
  ...seats('call.ice', { epoch: 1, to: '', candidate: null }),
  ...seats('call.media', { media: audio }),
  ...seats('call.leave', {}),
  ...seats('call.stats', { summary: {} }),
  media('call.ready', {}),
  media('call.request-topology', { topology: 'sfu', reason: 'asked' }),
  media('media.transport', { direction: 'send' }),
  media('media.connect', { transportId: some(), dtlsParameters: {} }),
  media('media.restart-ice', { transportId: some() }),
  media('media.produce', { transportId: some(), kind: 'audio', source: 'mic', rtpParameters: {} }),
  media('media.pause', { producerId: some() }),
  media('media.resume', { producerId: some() }),
  media('media.close', { producerId: some() }),
  media('media.layers', { consumerId: some(), spatialLayer: 0 }),
  media('media.view', { tiles: [] }),
  media('media.ready', { consumerId: some() }),
  media('recording.start', {}),
  media('recording.consent', { recordingId: some(), given: true }),
  media('recording.stop', { recordingId: some() }),
  frame('call.invite', 'not offered yet', signedIn('unknown_type'), call({ userIds: [some()] }, true)),
  frame('call.decline', 'not offered yet', signedIn('unknown_type'), call({}, true)),
]
