import { type Static, Type } from '@sinclair/typebox'
import { Words } from '#protocol/models'

const IceParameters = Type.Object({ usernameFragment: Type.String(), password: Type.String() })
const IceCandidate = Type.Object({
  foundation: Type.String(),
  priority: Type.Integer({ minimum: 0 }),
  address: Type.String(),
  port: Type.Integer({ minimum: 1, maximum: 65_535 }),
  protocol: Words(['udp', 'tcp']),
})
const Fingerprint = Type.Object({ algorithm: Type.String(), value: Type.String() })

/** An end on the media server to try connections with: it answers ICE until it expires, and carries nothing. */
export const ProbeAnswer = Type.Object({
  iceParameters: IceParameters,
  iceCandidates: Type.Array(IceCandidate),
  fingerprints: Type.Array(Fingerprint),
  expiresIn: Type.Integer({ minimum: 1, description: 'Seconds' }),
})
export type ProbeAnswer = Static<typeof ProbeAnswer>

/** Who reaches an address. */
export const AddressScope = Words(['public', 'private', 'link-local', 'loopback'])
export type AddressScope = Static<typeof AddressScope>

const Listening = Type.Object({
  protocol: Words(['udp', 'tcp']),
  address: Type.String(),
  port: Type.Integer({ minimum: 1, maximum: 65_535 }),
  scope: AddressScope,
})

const IceServerCheck = Type.Object({
  url: Type.String(),
  status: Words(['ok', 'refused', 'unreachable']),
  ms: Type.Integer({ minimum: 0 }),
  detail: Type.Optional(Type.String()),
  seenAs: Type.Optional(Type.String({ description: "This server's address as that one sees it" })),
})

/** One thing worth knowing; programs read the code, people the text. */
export const Finding = Type.Object({
  code: Words([
    'sfu_off',
    'udp_off',
    'announced_loopback',
    'announced_private',
    'ipv6_missing',
    'stun_missing',
    'stun_unreachable',
    'turn_missing',
    'turn_unreachable',
    'turn_refused',
  ]),
  level: Words(['problem', 'note']),
  text: Type.String(),
  subject: Type.Optional(Type.String({ description: 'The address or server it is about' })),
  detail: Type.Optional(Type.String()),
})
export type Finding = Static<typeof Finding>

/** How calls reach this server, as the server itself sees it. */
export const Diagnosis = Type.Object({
  sfu: Type.Object({
    status: Words(['ok', 'off']),
    reason: Type.Optional(Type.String()),
    ports: Type.Array(Type.Integer(), { description: 'Of the media workers' }),
    udp: Type.Boolean(),
    listening: Type.Array(Listening, { description: 'What clients are told to connect to' }),
  }),
  iceServers: Type.Array(IceServerCheck),
  findings: Type.Array(Finding),
})
export type Diagnosis = Static<typeof Diagnosis>
