import type { ServerPayload, ServerType } from '#protocol/frames/server'
import { author, candidate, ids, message, participant, room, rtpCapabilities, rtpParameters, sdp, sharedRoom, time, user } from './samples'

export type ServerVector<T extends ServerType> = {
  readonly valid: readonly ServerPayload<T>[]
  readonly invalid: Readonly<Record<string, unknown>>
}

const at = { stream: ids.room, seq: 45 }
const mine = { stream: ids.user, seq: 7 }
const here = { callId: ids.call, epoch: 1 }
const member = { ...at, roomId: ids.room, user: author }
const anotherMember = {
  'unknown role': { ...member, role: 'guest' },
  'no seq': { stream: ids.room, roomId: ids.room, user: author, role: 'member' },
}

export const serverVectors: { readonly [T in ServerType]: ServerVector<T> } = {
  'server.capabilities': {
    valid: [
      {
        versions: [1],
        features: ['resume', 'presence', 'typing', 'call.p2p'],
        limits: { frameBytes: 65_536, textLength: 4_000 },
        heartbeatMs: 25_000,
        generation: 'g1',
        sessionId: ids.session,
        resumeToken: 'token',
        user: { ...user },
        stream: { id: ids.user, head: 7 },
      },
    ],
    invalid: { empty: {} },
  },
  'server.draining': { valid: [{ reconnectAfterMs: 3_200 }], invalid: { 'below zero': { reconnectAfterMs: -1 } } },
  error: {
    valid: [
      { code: 'malformed', message: 'Not JSON' },
      { code: 'rate_limited', message: 'Slower', retryAfterMs: 800 },
      { code: 'unavailable', message: 'this room failed', retryAfterMs: 10_000, roomId: ids.room },
    ],
    invalid: { 'unknown code': { code: 'oops', message: '' } },
  },
  'message.new': { valid: [{ ...at, message }], invalid: { 'no stream': { seq: 45, message } } },
  'message.edited': {
    valid: [{ ...at, message: { ...message, editedAt: time } }],
    invalid: { 'seq with a fraction': { ...at, seq: 1.5, message } },
  },
  'message.deleted': { valid: [{ ...at, messageId: ids.message }], invalid: { 'no message': at } },
  'member.joined': { valid: [{ ...member, role: 'member' }], invalid: anotherMember },
  'member.updated': { valid: [{ ...member, role: 'moderator' }], invalid: anotherMember },
  'member.left': { valid: [{ ...member, role: 'owner' }], invalid: anotherMember },
  'room.updated': { valid: [{ ...at, room: { ...sharedRoom, archivedAt: time, memberLimit: 50 } }], invalid: { 'no room': at } },
  'room.added': { valid: [{ ...mine, room: { ...room } }], invalid: { 'room of nobody': { ...mine, room: sharedRoom } } },
  'room.removed': { valid: [{ ...mine, roomId: ids.room }], invalid: { 'no room': mine } },
  'read.updated': { valid: [{ ...mine, roomId: ids.room, readSeq: 40 }], invalid: { 'no mark': { ...mine, roomId: ids.room } } },
  'call.started': { valid: [{ ...at, callId: ids.call }], invalid: { 'no call': at } },
  'call.ended': {
    valid: [
      { ...at, callId: ids.call },
      { ...at, callId: ids.call, startedAt: time, endedAt: time, durationMs: 0, people: 1 },
    ],
    invalid: { 'no call': at },
  },
  'file.added': { valid: [{ ...at, fileId: ids.file }], invalid: { 'no file': at } },
  'file.removed': { valid: [{ ...at, fileId: ids.file }], invalid: { 'no file': at } },
  'presence.update': {
    valid: [
      { roomId: ids.room, online: 3, changes: [{ id: ids.user, name: 'Анна', state: 'offline' }] },
      { roomId: ids.room, online: 300, changes: [] },
    ],
    invalid: { 'unknown state': { roomId: ids.room, online: 1, changes: [{ id: ids.user, name: 'a', state: 'away' }] } },
  },
  'typing.update': { valid: [{ roomId: ids.room, user: author, active: true }], invalid: { nobody: { roomId: ids.room, active: true } } },
  'call.offer': { valid: [{ ...here, from: ids.them, sdp }], invalid: { 'to for from': { ...here, to: ids.them, sdp } } },
  'call.answer': { valid: [{ ...here, from: ids.them, sdp }], invalid: { 'to for from': { ...here, to: ids.them, sdp } } },
  'call.ice': {
    valid: [
      { ...here, from: ids.them, candidate },
      { ...here, from: ids.them, candidate: null },
    ],
    invalid: { 'no candidate': { ...here, from: ids.them } },
  },
  'call.state': {
    valid: [
      { callId: ids.call, roomId: ids.room, topology: 'p2p', epoch: 1, participants: [{ ...participant }] },
      { callId: null, roomId: ids.room, topology: 'p2p', epoch: 0, participants: [] },
    ],
    invalid: { 'no participants': { callId: ids.call, roomId: ids.room, topology: 'p2p', epoch: 1 } },
  },
  'call.moderated': {
    valid: [
      { callId: ids.call, action: 'mute', by: author },
      { callId: ids.call, action: 'remove', by: author },
    ],
    invalid: { 'by nobody': { callId: ids.call, action: 'mute' } },
  },
  'call.topology': {
    valid: [
      { ...here, epoch: 2, topology: 'sfu', phase: 'preparing', routerRtpCapabilities: rtpCapabilities, reason: 'participants' },
      { ...here, epoch: 2, topology: 'sfu', phase: 'switched', reason: 'recording' },
    ],
    invalid: { 'unknown phase': { ...here, topology: 'sfu', phase: 'done', reason: 'asked' } },
  },
  'media.consumer': {
    valid: [
      {
        ...here,
        consumerId: ids.consumer,
        producerId: ids.producer,
        participantId: ids.them,
        source: 'camera',
        kind: 'video',
        rtpParameters,
        type: 'simulcast',
        producerPaused: false,
      },
    ],
    invalid: { 'ends only': { ...here, consumerId: ids.consumer, producerId: ids.producer } },
  },
  'media.consumer-closed': { valid: [{ ...here, consumerId: ids.consumer }], invalid: { 'no consumer': here } },
  'media.consumer-paused': { valid: [{ ...here, consumerId: ids.consumer }], invalid: { 'no consumer': here } },
  'media.consumer-resumed': { valid: [{ ...here, consumerId: ids.consumer }], invalid: { 'no consumer': here } },
  'media.layers-changed': {
    valid: [{ ...here, consumerId: ids.consumer, spatialLayer: 1, temporalLayer: 2 }],
    invalid: { 'no layer': { ...here, consumerId: ids.consumer } },
  },
  'media.speakers': {
    valid: [{ callId: ids.call, speakers: [{ participantId: ids.them, volume: -30 }] }],
    invalid: { 'too loud': { callId: ids.call, speakers: [{ participantId: ids.them, volume: 1 }] } },
  },
  'media.lost': { valid: [here], invalid: { 'no epoch': { callId: ids.call } } },
  'call.ring': {
    valid: [
      { callId: ids.call, roomId: ids.room, from: author, media: { audio: true, video: true }, expiresAt: time },
      { callId: ids.call, roomId: ids.room, from: author, media: { audio: true, video: false }, expiresAt: time, quiet: true },
    ],
    invalid: {
      'time without zone': {
        callId: ids.call,
        roomId: ids.room,
        from: author,
        media: { audio: true, video: true },
        expiresAt: '2026-11-21T09:30:00',
      },
    },
  },
  'call.ring-ended': {
    valid: [
      { callId: ids.call, reason: 'answered-elsewhere' },
      { callId: ids.call, reason: 'declined', userId: ids.user, busy: true },
    ],
    invalid: { 'unknown reason': { callId: ids.call, reason: 'busy' } },
  },
  'recording.state': {
    valid: [
      { callId: ids.call, recordingId: ids.recording, phase: 'asking', consents: [{ participantId: ids.me, given: null }] },
      { callId: ids.call, recordingId: ids.recording, phase: 'on', consents: [], startedAt: time },
      { callId: ids.call, recordingId: ids.recording, phase: 'ready', consents: [], progress: 1, fileId: ids.file },
    ],
    invalid: {
      'more than done': { callId: ids.call, recordingId: ids.recording, phase: 'finishing', consents: [], progress: 2 },
      'not a time': { callId: ids.call, recordingId: ids.recording, phase: 'on', consents: [], startedAt: 'now' },
    },
  },
}
