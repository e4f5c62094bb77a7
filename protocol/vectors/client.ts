import type { ClientType } from '#protocol/frames/client'
import { limits } from '#protocol/limits'
import { callVectors } from './client-call'
import type { ClientVector } from './client-call'
import { ids, room, time } from './samples'

const sent = { messageId: ids.message, roomId: ids.room, seq: 45, createdAt: time }

const texts = (rest: object): Readonly<Record<string, unknown>> => ({
  'empty text': { ...rest, text: '' },
  'blank text': { ...rest, text: ' \n\t' },
  'text too long': { ...rest, text: 'a'.repeat(limits.textLength + 1) },
  'text with U+0000': { ...rest, text: 'a\u0000b' },
  'text with a lone surrogate': { ...rest, text: 'a\ud800' },
  'key that is no UUID': { ...rest, text: 'a', idempotencyKey: 'once' },
})

const refs: Readonly<Record<string, unknown>> = {
  'no room': {},
  'id and slug': { roomId: ids.room, roomSlug: 'general' },
  'id in capitals': { roomId: ids.room.toUpperCase() },
  'id that is a urn': { roomId: `urn:uuid:${ids.room}` },
  'slug with a space': { roomSlug: 'gen eral' },
}

export const clientVectors: { readonly [T in ClientType]: ClientVector<T> } = {
  'session.resume': {
    valid: [
      { sessionId: ids.session, resumeToken: 'token', cursors: { [ids.room]: 41, [ids.user]: 7 } },
      { sessionId: ids.session, resumeToken: 'token', cursors: {} },
    ],
    ack: {
      sessionId: ids.session,
      resumeToken: 'next',
      generation: 'g1',
      streams: {
        [ids.room]: { status: 'ok', head: 45 },
        [ids.user]: { status: 'resync', head: 900, floor: 500 },
        [ids.other]: { status: 'gone' },
      },
    },
    invalid: {
      'cursor below zero': { sessionId: ids.session, resumeToken: 't', cursors: { [ids.room]: -1 } },
      'cursor of no stream': { sessionId: ids.session, resumeToken: 't', cursors: { general: 1 } },
      'too many cursors': {
        sessionId: ids.session,
        resumeToken: 't',
        cursors: Object.fromEntries(
          Array.from({ length: limits.resumeStreams + 1 }, (_, at) => [`0198f0aa-0000-7000-9000-${String(at).padStart(12, '0')}`, 1]),
        ),
      },
    },
  },
  ping: { valid: [{}], ack: {}, invalid: { 'a list': [], text: 'ping', null: null } },
  'room.join': {
    valid: [{ roomId: ids.room, cursor: 41 }, { roomSlug: 'general' }, { roomSlug: 'general', cursor: 0 }],
    ack: {
      room: { ...room },
      head: 45,
      generation: 'g1',
      status: 'resync',
      floor: 1,
      presence: { online: 2, users: [{ id: ids.user, name: 'Анна', state: 'online' }] },
    },
    invalid: {
      ...refs,
      'cursor below zero': { roomId: ids.room, cursor: -1 },
      'cursor with a fraction': { roomId: ids.room, cursor: 1.5 },
    },
  },
  'room.leave': { valid: [{ roomId: ids.room }, { roomSlug: 'general' }], ack: {}, invalid: refs },
  'message.send': {
    valid: [
      { roomId: ids.room, text: 'Привет', replyTo: ids.message, idempotencyKey: ids.key },
      { roomSlug: 'general', text: 'a'.repeat(limits.textLength) },
      { roomId: ids.room, text: '👋', idempotencyKey: ids.key.toUpperCase() },
    ],
    ack: sent,
    invalid: { ...refs, ...texts({ roomId: ids.room }), 'no room but text': { text: 'hello' } },
  },
  'chat.send': { valid: [{ text: 'hello from ws' }], ack: sent, invalid: texts({}) },
  'read.set': { valid: [{ roomId: ids.room, seq: 45 }], ack: {}, invalid: { 'seq below zero': { roomId: ids.room, seq: -1 } } },
  'typing.set': { valid: [{ roomId: ids.room, active: true }], ack: {}, invalid: { 'slug for id': { roomId: 'general', active: true } } },
  'presence.set': { valid: [{ state: 'idle' }, { state: 'online' }], ack: {}, invalid: { 'unknown state': { state: 'offline' } } },
  ...callVectors,
}
