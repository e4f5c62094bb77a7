import type { AckPayload, ClientPayload, ClientType } from '#protocol/frames/client'
import { limits } from '#protocol/limits'
import {
  candidate,
  dtlsParameters,
  iceCandidate,
  iceParameters,
  iceServers,
  ids,
  participant,
  rtpCapabilities,
  rtpParameters,
  sdp,
} from './samples'

/** Payloads of one request: `invalid` beside those that `mutations` derives from the first valid one. */
export type ClientVector<T extends ClientType> = {
  readonly valid: readonly ClientPayload<T>[]
  readonly ack: AckPayload<T>
  readonly invalid: Readonly<Record<string, unknown>>
}

const here = { callId: ids.call, epoch: 1 }
const media = { audio: true, video: false }
const stream: Readonly<Record<string, unknown>> = {
  'neither end': here,
  'both ends': { ...here, producerId: ids.producer, consumerId: ids.consumer },
}
const epochs: Readonly<Record<string, unknown>> = {
  'epoch zero': { ...here, epoch: 0, to: ids.them, sdp },
  'epoch with a fraction': { ...here, epoch: 1.5, to: ids.them, sdp },
}

type CallType = Extract<ClientType, `call.${string}` | `media.${string}` | `recording.${string}`>

export const callVectors: { readonly [T in CallType]: ClientVector<T> } = {
  'call.join': {
    valid: [
      { roomId: ids.room, media },
      { roomId: ids.room, media: { ...media, screen: true, deafened: true } },
    ],
    ack: {
      callId: ids.call,
      participantId: ids.me,
      topology: 'p2p',
      epoch: 1,
      participants: [{ ...participant }],
      iceServers: iceServers.map((server) => ({ ...server, urls: [...server.urls] })),
    },
    invalid: { 'media without video': { roomId: ids.room, media: { audio: true } } },
  },
  'call.offer': {
    valid: [{ ...here, to: ids.them, sdp }],
    ack: {},
    invalid: { ...epochs, 'empty sdp': { ...here, to: ids.them, sdp: '' } },
  },
  'call.answer': {
    valid: [{ ...here, to: ids.them, sdp }],
    ack: {},
    invalid: { 'sdp too long': { ...here, to: ids.them, sdp: 'a'.repeat(limits.sdpLength + 1) } },
  },
  'call.ice': {
    valid: [
      { ...here, to: ids.them, candidate },
      { ...here, to: ids.them, candidate: null },
      { ...here, to: ids.them, candidate: { candidate: '' } },
    ],
    ack: {},
    invalid: { 'line index below zero': { ...here, to: ids.them, candidate: { sdpMLineIndex: -1 } } },
  },
  'call.media': {
    valid: [{ callId: ids.call, media }],
    ack: {},
    invalid: { 'audio is a word': { callId: ids.call, media: { audio: 'on', video: false } } },
  },
  'call.leave': { valid: [{ callId: ids.call }], ack: {}, invalid: { 'short id': { callId: '1' } } },
  'call.state': {
    valid: [{ roomId: ids.room }],
    ack: { callId: null, roomId: ids.room, topology: 'p2p', epoch: 0, participants: [] },
    invalid: { 'call for room': { callId: ids.call } },
  },
  'call.ready': { valid: [here], ack: {}, invalid: { 'epoch zero': { ...here, epoch: 0 } } },
  'call.request-topology': {
    valid: [{ callId: ids.call, topology: 'sfu', reason: 'ice_failed' }],
    ack: {},
    invalid: {
      'back to p2p': { callId: ids.call, topology: 'p2p', reason: 'asked' },
      'other reason': { callId: ids.call, topology: 'sfu', reason: 'why' },
    },
  },
  'call.moderate': {
    valid: [
      { callId: ids.call, participantId: ids.them, action: 'mute' },
      { callId: ids.call, participantId: ids.them, action: 'remove' },
    ],
    ack: {},
    invalid: {
      'unknown action': { callId: ids.call, participantId: ids.them, action: 'unmute' },
      'user for participant': { callId: ids.call, userId: ids.other, action: 'mute' },
    },
  },
  'call.stats': {
    valid: [{ callId: ids.call, summary: { roundTripMs: 40 } }],
    ack: {},
    invalid: { 'summary is a list': { callId: ids.call, summary: [] } },
  },
  'media.transport': {
    valid: [
      { ...here, direction: 'send' },
      { ...here, direction: 'recv', rtpCapabilities },
    ],
    ack: { transportId: ids.transport, iceParameters, iceCandidates: [iceCandidate], dtlsParameters, iceServers: [] },
    invalid: { 'both ways': { ...here, direction: 'both' } },
  },
  'media.connect': {
    valid: [{ ...here, transportId: ids.transport, dtlsParameters }],
    ack: {},
    invalid: { 'no transport': { ...here, dtlsParameters } },
  },
  'media.restart-ice': {
    valid: [{ ...here, transportId: ids.transport }],
    ack: { iceParameters },
    invalid: { 'epoch zero': { callId: ids.call, epoch: 0, transportId: ids.transport } },
  },
  'media.produce': {
    valid: [
      { ...here, transportId: ids.transport, kind: 'audio', source: 'mic', rtpParameters },
      { ...here, transportId: ids.transport, kind: 'video', source: 'screen', rtpParameters, paused: true },
    ],
    ack: { producerId: ids.producer },
    invalid: { 'unknown source': { ...here, transportId: ids.transport, kind: 'video', source: 'window', rtpParameters } },
  },
  'media.pause': {
    valid: [
      { ...here, producerId: ids.producer },
      { ...here, consumerId: ids.consumer },
    ],
    ack: {},
    invalid: stream,
  },
  'media.resume': {
    valid: [
      { ...here, consumerId: ids.consumer },
      { ...here, producerId: ids.producer },
    ],
    ack: {},
    invalid: stream,
  },
  'media.close': {
    valid: [{ ...here, producerId: ids.producer }],
    ack: {},
    invalid: { 'consumer for producer': { ...here, consumerId: ids.consumer } },
  },
  'media.layers': {
    valid: [
      { ...here, consumerId: ids.consumer, spatialLayer: 2, temporalLayer: 1 },
      { ...here, consumerId: ids.consumer, spatialLayer: 0 },
    ],
    ack: {},
    invalid: { 'layer below zero': { ...here, consumerId: ids.consumer, spatialLayer: -1 } },
  },
  'media.view': {
    valid: [
      { ...here, tiles: [{ participantId: ids.them, source: 'camera', width: 640, height: 360 }] },
      { ...here, tiles: [] },
    ],
    ack: {},
    invalid: { 'width below zero': { ...here, tiles: [{ participantId: ids.them, source: 'camera', width: -1, height: 360 }] } },
  },
  'media.ready': {
    valid: [{ ...here, consumerId: ids.consumer }],
    ack: {},
    invalid: { 'producer for consumer': { ...here, producerId: ids.producer } },
  },
  'call.invite': {
    valid: [{ callId: ids.call, userIds: [ids.other] }],
    ack: {},
    invalid: { nobody: { callId: ids.call, userIds: [] }, twice: { callId: ids.call, userIds: [ids.other, ids.other] } },
  },
  'call.decline': { valid: [{ callId: ids.call }], ack: {}, invalid: { 'empty id': { callId: '' } } },
  'recording.start': { valid: [{ callId: ids.call }], ack: { recordingId: ids.recording }, invalid: { 'empty id': { callId: '' } } },
  'recording.consent': {
    valid: [{ callId: ids.call, recordingId: ids.recording, given: true }],
    ack: {},
    invalid: { undecided: { callId: ids.call, recordingId: ids.recording, given: null } },
  },
  'recording.stop': {
    valid: [{ callId: ids.call, recordingId: ids.recording }],
    ack: {},
    invalid: { 'no recording': { callId: ids.call } },
  },
}
