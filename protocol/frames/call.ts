import { Type } from '@sinclair/typebox'
import { limits } from '#protocol/limits'
import { Author, Epoch, IceServer, Media, Nullable, Participant, Topology, Uuid, Words } from '#protocol/models'
import { CallStats } from './call-stats'
import { Empty, Open, type RequestDefinition, type ServerDefinition } from './define'

const Sdp = Type.String({ minLength: 1, maxLength: limits.sdpLength })

/** RTCIceCandidateInit, or null at the end of candidates. */
export const Candidate = Nullable(
  Type.Object({
    candidate: Type.Optional(Type.String({ maxLength: limits.candidateLength })),
    sdpMid: Type.Optional(Nullable(Type.String({ maxLength: 256 }))),
    sdpMLineIndex: Type.Optional(Nullable(Type.Integer({ minimum: 0, maximum: 65_535 }))),
    usernameFragment: Type.Optional(Nullable(Type.String({ maxLength: 256 }))),
  }),
)

const Ringing = Type.Optional(Type.Array(Author, { description: 'Who is rung now' }))

const CallState = Type.Object({
  callId: Nullable(Uuid),
  roomId: Uuid,
  topology: Topology,
  epoch: Type.Integer({ minimum: 0 }),
  participants: Type.Array(Participant),
  ringing: Ringing,
})

const Moderation = Words(['mute', 'remove'])

const relay = { callId: Uuid, epoch: Epoch }

export const callRequests = {
  'call.join': {
    summary: 'Take part in the call of a room, or begin it. Joining again answers the same seat and ends what it had on the SFU',
    payload: Type.Object({ roomId: Uuid, media: Media }),
    ack: Type.Object({
      callId: Uuid,
      participantId: Uuid,
      topology: Topology,
      epoch: Epoch,
      participants: Type.Array(Participant),
      ringing: Ringing,
      iceServers: Type.Array(IceServer),
      routerRtpCapabilities: Type.Optional(Open('With topology sfu: mediasoup RtpCapabilities of the router')),
    }),
  },
  'call.offer': { summary: 'Relay an offer to one participant', payload: Type.Object({ ...relay, to: Uuid, sdp: Sdp }), ack: Empty },
  'call.answer': { summary: 'Relay an answer to one participant', payload: Type.Object({ ...relay, to: Uuid, sdp: Sdp }), ack: Empty },
  'call.ice': {
    summary: 'Relay an ICE candidate to one participant',
    payload: Type.Object({ ...relay, to: Uuid, candidate: Candidate }),
    ack: Empty,
  },
  'call.media': { summary: 'Say what I send now', payload: Type.Object({ callId: Uuid, media: Media }), ack: Empty },
  'call.leave': { summary: 'Leave the call', payload: Type.Object({ callId: Uuid }), ack: Empty },
  'call.state': { summary: 'Ask who is in the call of a room', payload: Type.Object({ roomId: Uuid }), ack: CallState },
  'call.ready': { summary: 'The new topology is built on my side', payload: Type.Object(relay), ack: Empty },
  'call.request-topology': {
    summary: 'Ask to move the call to the SFU',
    payload: Type.Object({ callId: Uuid, topology: Type.Literal('sfu'), reason: Words(['ice_failed', 'asked']) }),
    ack: Empty,
  },
  'call.moderate': {
    summary: 'Mute a participant, or remove them from the call; for moderators and owners of the room',
    payload: Type.Object({ callId: Uuid, participantId: Uuid, action: Moderation }),
    ack: Empty,
  },
  'call.stats': {
    summary: 'How the call fares on my side; no ack needed',
    payload: Type.Object({ callId: Uuid, summary: CallStats }),
    ack: Empty,
  },
} as const satisfies Record<string, RequestDefinition>

export const callFrames = {
  'call.offer': { summary: 'An offer from a participant', stream: false, payload: Type.Object({ ...relay, from: Uuid, sdp: Sdp }) },
  'call.answer': { summary: 'An answer from a participant', stream: false, payload: Type.Object({ ...relay, from: Uuid, sdp: Sdp }) },
  'call.ice': {
    summary: 'An ICE candidate from a participant',
    stream: false,
    payload: Type.Object({ ...relay, from: Uuid, candidate: Candidate }),
  },
  'call.state': { summary: 'To all participants on every change', stream: false, payload: CallState },
  'call.moderated': {
    summary: 'A moderator muted me (I may unmute myself), or removed me: then I may not rejoin this call for a minute unless invited',
    stream: false,
    payload: Type.Object({ callId: Uuid, action: Moderation, by: Author }),
  },
  'call.topology': {
    summary: 'The call moves between P2P and SFU. Where it goes back to P2P, who joined later makes the offers',
    stream: false,
    payload: Type.Object({
      ...relay,
      topology: Topology,
      phase: Words(['preparing', 'switched', 'reverted']),
      routerRtpCapabilities: Type.Optional(Open('mediasoup RtpCapabilities of the router')),
      reason: Words(['participants', 'recording', 'ice_failed', 'asked', 'worker_lost']),
    }),
  },
} as const satisfies Record<string, ServerDefinition>
