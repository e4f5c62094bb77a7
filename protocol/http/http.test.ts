import { describe, expect, test } from 'bun:test'
import type { TSchema } from '@sinclair/typebox'
import { TypeCompiler } from '@sinclair/typebox/compiler'
import { limits } from '#protocol/limits'
import { ids } from '#protocol/vectors/samples'
import { LoginBody, RegisterBody } from './auth'
import { AddMemberBody, MemberParams, UpdateMemberBody } from './members'
import { HistoryQuery, SendMessageBody, SendMessageHeaders } from './messages'
import { CreateRoomBody, RoomParams, UpdateRoomBody } from './rooms'
import { UpdateMeBody, UserParams } from './users'

const long = (length: number) => 'a'.repeat(length)
const register = { email: 'demo@boltorezka.local', password: 'password123', name: 'Demo User' }

const bodies: Readonly<Record<string, { readonly schema: TSchema; readonly good: readonly unknown[]; readonly bad: readonly unknown[] }>> =
  {
    register: {
      schema: RegisterBody,
      good: [
        register,
        { ...register, setupCode: 'abc' },
        { ...register, email: 'A.b+c@xn--e1afmkfd.example' },
        { ...register, name: long(80) },
      ],
      bad: [
        {},
        { ...register, email: 'demo' },
        { ...register, email: 'a b@example.org' },
        { ...register, email: 'demo@-example.org' },
        { ...register, email: `${long(250)}@a.org` },
        { ...register, password: 'short' },
        { ...register, password: long(limits.passwordMax + 1) },
        { ...register, name: '' },
        { ...register, name: '   ' },
        { ...register, name: long(81) },
        { ...register, name: 7 },
        [],
        null,
      ],
    },
    login: {
      schema: LoginBody,
      good: [{ email: 'a@b.c', password: 'x' }],
      bad: [{ email: 'a@b.c' }, { email: 'a@b.c', password: long(201) }],
    },
    'a new room': {
      schema: CreateRoomBody,
      good: [
        { slug: 'a', name: 'A' },
        { slug: '0-9', name: 'Комната', visibility: 'private', topic: '' },
        { slug: long(63), name: 'A' },
      ],
      bad: [
        { slug: '', name: 'A' },
        { slug: '-a', name: 'A' },
        { slug: 'A', name: 'A' },
        { slug: 'a_b', name: 'A' },
        { slug: long(64), name: 'A' },
        { slug: ids.room, name: 'A slug that is another room’s id' },
        { slug: 'a', name: ' ' },
        { slug: 'a', name: 'A', visibility: 'hidden' },
        { slug: 'a', name: 'A', topic: long(limits.topicLength + 1) },
      ],
    },
    'a changed room': {
      schema: UpdateRoomBody,
      good: [{}, { topic: '', memberLimit: 2 }],
      bad: [{ memberLimit: 0 }, { memberLimit: 1.5 }, { name: '' }],
    },
    'a new member': { schema: AddMemberBody, good: [{}, { userId: ids.user }], bad: [{ userId: 'me' }, { userId: null }] },
    'a member’s role': { schema: UpdateMemberBody, good: [{ role: 'owner' }], bad: [{}, { role: 'admin' }] },
    'a member’s path': {
      schema: MemberParams,
      good: [
        { id: 'general', userId: 'me' },
        { id: ids.room, userId: ids.user },
      ],
      bad: [
        { id: 'a/b', userId: 'me' },
        { id: 'a', userId: 'you' },
      ],
    },
    'a room’s path': {
      schema: RoomParams,
      good: [{ id: 'general' }, { id: ids.room }],
      bad: [{ id: ids.room.toUpperCase() }, { id: '' }, { id: '..' }],
    },
    'a person’s path': { schema: UserParams, good: [{ userId: ids.user }], bad: [{ userId: 'anna' }, { userId: `urn:uuid:${ids.user}` }] },
    'a message': {
      schema: SendMessageBody,
      good: [{ text: 'a' }, { text: 'a', replyTo: ids.message }],
      bad: [{}, { text: '' }, { text: ' \n' }, { text: long(limits.textLength + 1) }],
    },
    'an idempotency key': {
      schema: SendMessageHeaders,
      good: [{}, { 'idempotency-key': ids.key.toUpperCase() }],
      bad: [{ 'idempotency-key': 'once' }],
    },
    'a page of history': {
      schema: HistoryQuery,
      good: [{}, { before: 45, limit: 200 }, { after: 0 }],
      bad: [{ before: -1 }, { after: 1.5 }, { limit: 201 }, { limit: 0 }],
    },
    'my own changes': {
      schema: UpdateMeBody,
      good: [{}, { name: 'Анна' }, { password: { current: 'x', new: 'password123' } }],
      bad: [{ name: '' }, { password: { new: 'password123' } }, { password: { current: 'x', new: 'short' } }],
    },
  }

describe('what a client sends over HTTP', () => {
  for (const [name, { schema, good, bad }] of Object.entries(bodies)) {
    const check = TypeCompiler.Compile(schema)
    test(`${name}: the good is taken, with fields this build does not know`, () => {
      for (const value of good) {
        expect([...check.Errors(value)]).toEqual([])
        expect(check.Check({ ...(value as object), fromTheFuture: 1 })).toBe(true)
      }
    })
    test(`${name}: the bad is refused`, () => {
      for (const value of bad) expect([value, check.Check(value)]).toEqual([value, false])
    })
  }
})
