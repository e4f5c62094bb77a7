import { Type } from '@sinclair/typebox'
import { limits } from '#protocol/limits'
import {
  Author,
  MessageText,
  Message,
  Presence,
  PresenceChange,
  PresentUser,
  Room,
  RoomRole,
  Seq,
  SharedRoom,
  Timestamp,
  Uuid,
  Words,
} from '#protocol/models'
import { Empty, inRoom, type RequestDefinition, RoomRef, type ServerDefinition } from './define'

const MessageSent = Type.Object({ messageId: Uuid, roomId: Uuid, seq: Seq, createdAt: Timestamp })

const messageOptions = {
  replyTo: Type.Optional(Uuid),
  idempotencyKey: Type.Optional(Type.String({ format: 'uuid-any-case', description: 'A UUID; without it the requestId serves' })),
}

export const roomRequests = {
  'room.join': {
    summary:
      'Join: makes a member where the room is open, subscribes this session, makes it present; with a cursor replays what is missing',
    payload: inRoom(Type.Object({ cursor: Type.Optional(Seq) })),
    ack: Type.Object({
      room: Room,
      head: Seq,
      generation: Type.String(),
      presence: Type.Object({ online: Type.Integer({ minimum: 0 }), users: Type.Array(PresentUser, { maxItems: limits.presenceNames }) }),
      status: Type.Optional(Words(['ok', 'resync'], { description: 'With a cursor: what session.resume says of it' })),
      floor: Type.Optional(Seq),
    }),
  },
  'room.leave': { summary: 'End subscription and presence of this session, not membership', payload: RoomRef, ack: Empty },
  'message.send': {
    summary: 'Send a message; the ack means it is committed',
    payload: inRoom(Type.Object({ text: MessageText, ...messageOptions })),
    ack: MessageSent,
  },
  'chat.send': {
    summary: 'Send to the room joined last: message.send for simple clients',
    payload: Type.Object({ text: MessageText, ...messageOptions }),
    ack: MessageSent,
  },
  'read.set': { summary: 'Mark the room as read up to seq', payload: Type.Object({ roomId: Uuid, seq: Seq }), ack: Empty },
  'typing.set': {
    summary: 'Say that this person types or has stopped',
    payload: Type.Object({ roomId: Uuid, active: Type.Boolean() }),
    ack: Empty,
  },
  'presence.set': { summary: 'Say whether this session is in use', payload: Type.Object({ state: Presence }), ack: Empty },
} as const satisfies Record<string, RequestDefinition>

const at = { stream: Uuid, seq: Seq }
const ended = {
  startedAt: Type.Optional(Timestamp),
  endedAt: Type.Optional(Timestamp),
  durationMs: Type.Optional(Type.Integer({ minimum: 0 })),
  people: Type.Optional(Type.Integer({ minimum: 0, description: 'How many took part' })),
}
const membership = Type.Object({ ...at, roomId: Uuid, user: Author, role: RoomRole })

export const roomFrames = {
  'message.new': {
    summary: 'A message, the same bytes to all, the sender too',
    stream: true,
    payload: Type.Object({ ...at, message: Message }),
  },
  'message.edited': { summary: 'A message has another text', stream: true, payload: Type.Object({ ...at, message: Message }) },
  'message.deleted': { summary: 'A message is gone', stream: true, payload: Type.Object({ ...at, messageId: Uuid }) },
  'member.joined': { summary: 'Somebody became a member', stream: true, payload: membership },
  'member.updated': { summary: 'A member has another role', stream: true, payload: membership },
  'member.left': { summary: 'Somebody is no longer a member', stream: true, payload: membership },
  'room.updated': {
    summary: 'The room has another name, topic, visibility, limit or was archived',
    stream: true,
    payload: Type.Object({ ...at, room: SharedRoom }),
  },
  'room.added': { summary: 'On my own stream: I became a member of a room', stream: true, payload: Type.Object({ ...at, room: Room }) },
  'room.removed': {
    summary: 'On my own stream: I am no longer a member of a room',
    stream: true,
    payload: Type.Object({ ...at, roomId: Uuid }),
  },
  'read.updated': {
    summary: 'On my own stream: my read mark moved, on whichever device',
    stream: true,
    payload: Type.Object({ ...at, roomId: Uuid, readSeq: Seq }),
  },
  'call.started': { summary: 'A call began in the room', stream: true, payload: Type.Object({ ...at, callId: Uuid }) },
  'call.ended': { summary: 'The call in the room is over', stream: true, payload: Type.Object({ ...at, callId: Uuid, ...ended }) },
  'file.added': {
    summary: 'The room has another file: ask for it where it is to be shown; it may be gone by then',
    stream: true,
    payload: Type.Object({ ...at, fileId: Uuid }),
  },
  'file.removed': { summary: 'A file is gone', stream: true, payload: Type.Object({ ...at, fileId: Uuid }) },
  'presence.update': {
    summary: 'Who came, went, or turned idle; may be dropped; changes may be empty in large rooms',
    stream: false,
    payload: Type.Object({ roomId: Uuid, online: Type.Integer({ minimum: 0 }), changes: Type.Array(PresenceChange) }),
  },
  'typing.update': {
    summary: 'Somebody types; ends by itself',
    stream: false,
    payload: Type.Object({ roomId: Uuid, user: Author, active: Type.Boolean() }),
  },
} as const satisfies Record<string, ServerDefinition>
