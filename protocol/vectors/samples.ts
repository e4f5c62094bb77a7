/** Values the vectors are made of. The ids are fixed so that generated files do not change from run to run. */
const id = (last: string) => `0198f0aa-0000-7000-8000-${last.padStart(12, '0')}`

export const ids = {
  room: id('1'),
  user: id('2'),
  other: id('3'),
  message: id('4'),
  session: id('5'),
  call: id('6'),
  me: id('7'),
  them: id('8'),
  transport: id('9'),
  producer: id('a'),
  consumer: id('b'),
  recording: id('c'),
  file: id('d'),
  request: id('e'),
  key: id('f'),
} as const

export const time = '2026-11-21T09:30:00.123Z'
export const author = { id: ids.user, name: 'Анна' } as const
export const user = { id: ids.user, email: 'anna@example.org', name: 'Анна', role: 'user', createdAt: time } as const

export const message = {
  id: ids.message,
  roomId: ids.room,
  seq: 45,
  no: 31,
  author,
  text: 'Всем привет 👋',
  createdAt: time,
  editedAt: null,
  deletedAt: null,
  replyTo: null,
  threadId: null,
} as const

export const sharedRoom = {
  id: ids.room,
  slug: 'general',
  name: 'General',
  topic: '',
  kind: 'room',
  visibility: 'open',
  archivedAt: null,
  head: 45,
} as const

export const room = { ...sharedRoom, myRole: 'member', readSeq: 40, unread: 3, mentions: 0 } as const

export const participant = {
  participantId: ids.me,
  user: author,
  media: { audio: true, video: false, screen: false },
  joinedAt: time,
} as const

export const iceServers = [
  { urls: ['stun:turn.example.org:3478'] },
  { urls: ['turn:turn.example.org:3478?transport=udp'], username: `1795253400:${ids.user}`, credential: 'c2lnbmVk' },
] as const

export const sdp = 'v=0\r\no=- 1 2 IN IP4 127.0.0.1\r\ns=-\r\nt=0 0\r\n'
export const candidate = {
  candidate: 'candidate:1 1 udp 2113937151 192.0.2.1 54400 typ host',
  sdpMid: '0',
  sdpMLineIndex: 0,
  usernameFragment: 'abcd',
} as const
export const iceParameters = { usernameFragment: 'abcd', password: 'efgh', iceLite: true } as const
export const iceCandidate = {
  foundation: 'udp',
  priority: 1_076_302_079,
  ip: '192.0.2.1',
  protocol: 'udp',
  port: 44_444,
  type: 'host',
} as const
export const dtlsParameters = { role: 'auto', fingerprints: [{ algorithm: 'sha-256', value: 'AA:BB' }] } as const
export const rtpParameters = {
  codecs: [{ mimeType: 'audio/opus', payloadType: 100, clockRate: 48_000, channels: 2 }],
  encodings: [{ ssrc: 1 }],
  rtcp: { cname: 'x' },
} as const
export const rtpCapabilities = {
  codecs: [{ kind: 'audio', mimeType: 'audio/opus', clockRate: 48_000, channels: 2 }],
  headerExtensions: [],
} as const
