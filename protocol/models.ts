import { Kind, type Static, type TSchema, Type } from '@sinclair/typebox'
import { wordsKind } from './formats'
import { limits } from './limits'

/** One of the given words. */
export const Words = <const W extends readonly string[]>(
  words: W,
  options: { readonly description?: string; readonly default?: W[number] } = {},
) => Type.Unsafe<W[number]>({ [Kind]: wordsKind, type: 'string', enum: [...words], ...options })

/** The value or null. */
export const Nullable = <T extends TSchema>(schema: T) => Type.Union([schema, Type.Null()])

export const Uuid = Type.String({ format: 'uuid', description: 'UUIDv7 in lower case' })
export type Uuid = Static<typeof Uuid>

export const Timestamp = Type.String({ format: 'date-time', description: 'ISO 8601 in UTC with milliseconds' })
export type Timestamp = Static<typeof Timestamp>

export const Seq = Type.Integer({
  minimum: 0,
  maximum: Number.MAX_SAFE_INTEGER,
  description: 'Position in a stream: gapless, from 1; 0 is before the first event',
})
export type Seq = Static<typeof Seq>

/** A new room's slug. One that looks like an id is refused, or `:id` would name two rooms. */
export const Slug = Type.String({
  pattern: '^(?![0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12}$)[a-z0-9][a-z0-9-]{0,62}$',
  description: 'lower-case letters, digits and hyphens, at most 63; not shaped like an id',
})
export type Slug = Static<typeof Slug>

/** A room's id or slug, as it stands in a path. */
export const RoomKey = Type.String({ pattern: '^[a-z0-9][a-z0-9-]{0,62}$', description: 'the id or the slug of a room' })
export type RoomKey = Static<typeof RoomKey>

export const Name = Type.String({ minLength: 1, maxLength: limits.nameLength, pattern: '\\S', description: 'not only white space' })
export const Topic = Type.String({ maxLength: limits.topicLength })
export const MessageText = Type.String({ minLength: 1, maxLength: limits.textLength, pattern: '\\S', description: 'not only white space' })

export const Role = Words(['user', 'admin', 'super_admin'])
export type Role = Static<typeof Role>

const person = { id: Uuid, name: Type.String(), role: Role, createdAt: Timestamp }

/** Somebody as others see them. */
export const PublicUser = Type.Object(person)
export type PublicUser = Static<typeof PublicUser>

/** Somebody as they themselves and admins see them. */
export const User = Type.Object({
  id: Uuid,
  email: Type.String(),
  name: Type.String(),
  role: Role,
  createdAt: Timestamp,
  disabledAt: Type.Optional(Nullable(Timestamp)),
})
export type User = Static<typeof User>

export const Author = Type.Object({ id: Uuid, name: Type.String() })
export type Author = Static<typeof Author>

export const RoomRole = Words(['owner', 'moderator', 'member'])
export type RoomRole = Static<typeof RoomRole>

export const RoomKind = Words(['room', 'direct'])
export type RoomKind = Static<typeof RoomKind>

export const Visibility = Words(['open', 'private'])
export type Visibility = Static<typeof Visibility>

const room = {
  id: Uuid,
  slug: Type.String(),
  name: Type.String(),
  topic: Type.String(),
  kind: RoomKind,
  visibility: Visibility,
  memberLimit: Type.Optional(Nullable(Type.Integer({ minimum: 1 }))),
  archivedAt: Nullable(Timestamp),
  head: Seq,
}

/** What is the same for everybody: `room.updated` carries this, since the same bytes go to all. */
export const SharedRoom = Type.Object(room)
export type SharedRoom = Static<typeof SharedRoom>

/** A room as one person sees it. */
export const Room = Type.Object({
  ...room,
  myRole: Nullable(RoomRole),
  readSeq: Seq,
  unread: Type.Integer({ minimum: 0 }),
  mentions: Type.Integer({ minimum: 0 }),
  with: Type.Optional(Type.Array(Author, { description: 'Of a direct room: the others in it; its name is made of theirs' })),
})
export type Room = Static<typeof Room>

export const Member = Type.Object({ user: PublicUser, role: RoomRole, joinedAt: Timestamp })
export type Member = Static<typeof Member>

export const Message = Type.Object({
  id: Uuid,
  roomId: Uuid,
  seq: Seq,
  no: Type.Integer({ minimum: 0, description: 'Ordinal among the messages of the room' }),
  author: Author,
  text: Type.String(),
  createdAt: Timestamp,
  editedAt: Nullable(Timestamp),
  deletedAt: Nullable(Timestamp),
  replyTo: Nullable(Uuid),
  threadId: Nullable(Uuid),
})
export type Message = Static<typeof Message>

const filePart = {
  id: Uuid,
  kind: Words(['recording', 'track']),
  name: Type.String(),
  contentType: Type.String(),
  bytes: Type.Integer({ minimum: 0 }),
  createdBy: Nullable(Author),
  durationMs: Nullable(Type.Integer({ minimum: 0 })),
}

/** One track of a recording; `createdBy` is the person it is of. */
export const FilePart = Type.Object(filePart)

/** A file of a room. */
export const RoomFile = Type.Object({
  ...filePart,
  roomId: Uuid,
  callId: Nullable(Uuid),
  createdAt: Timestamp,
  width: Nullable(Type.Integer({ minimum: 0 })),
  height: Nullable(Type.Integer({ minimum: 0 })),
  poster: Type.Boolean({ description: 'A picture is at /v1/files/{fileId}/poster' }),
  parts: Type.Array(FilePart),
})
export type RoomFile = Static<typeof RoomFile>

export const Presence = Words(['online', 'idle'])
export type Presence = Static<typeof Presence>

export const PresenceChange = Type.Object({ id: Uuid, name: Type.String(), state: Words(['online', 'idle', 'offline']) })
export type PresenceChange = Static<typeof PresenceChange>

export const PresentUser = Type.Object({ id: Uuid, name: Type.String(), state: Presence })
export type PresentUser = Static<typeof PresentUser>

const Deafened = Type.Optional(Type.Boolean({ description: 'Hears nobody at the moment' }))

export const Media = Type.Object({
  audio: Type.Boolean(),
  video: Type.Boolean(),
  screen: Type.Optional(Type.Boolean()),
  deafened: Deafened,
})
export type Media = Static<typeof Media>

export const Topology = Words(['p2p', 'sfu'])
export type Topology = Static<typeof Topology>

export const Epoch = Type.Integer({ minimum: 1, maximum: Number.MAX_SAFE_INTEGER, description: 'Grows with every change of topology' })

/** What a participant sends, every field said; `deafened` where they said it. */
export const FullMedia = Type.Object({ audio: Type.Boolean(), video: Type.Boolean(), screen: Type.Boolean(), deafened: Deafened })
export type FullMedia = Static<typeof FullMedia>

export const Participant = Type.Object({
  participantId: Uuid,
  user: Author,
  media: FullMedia,
  joinedAt: Timestamp,
})
export type Participant = Static<typeof Participant>

export const IceServer = Type.Object({
  urls: Type.Array(Type.String()),
  username: Type.Optional(Type.String()),
  credential: Type.Optional(Type.String()),
})
export type IceServer = Static<typeof IceServer>
