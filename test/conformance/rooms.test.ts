import { afterAll, beforeAll, describe, expect, test } from 'bun:test'
import type { Account } from '#src/data/accounts'
import type { Data } from '#src/data/data'
import { drivers, type Opened } from './drivers'
import { append, codeOf, person, refusalOf, room, say, wholeStream } from './scene'

for (const driver of drivers) {
  describe(`rooms on ${driver.name}`, () => {
    let opened: Opened
    let data: Data
    let ann: Account
    let bob: Account
    let root: Account

    beforeAll(async () => {
      opened = await driver.open()
      data = opened.data
      ann = await person(data, 'Ann')
      bob = await person(data, 'Bob')
      root = await person(data, 'Root', 'super_admin')
    }, 60_000)
    afterAll(() => opened?.close())

    test('general is there from the start and registering joins nobody', async () => {
      expect(await data.rooms.view('general', bob.id)).toMatchObject({ slug: 'general', visibility: 'open', myRole: null, unread: 0 })
    })

    test('a slug is taken once, by however many at a time', async () => {
      const other = await opened.another()
      const made = await Promise.allSettled(
        [data, other, data].map((node) => node.rooms.create(ann.id, { slug: 'same', name: 'x', visibility: 'open' })),
      )
      expect(made.map(({ status }) => status).toSorted()).toEqual(['fulfilled', 'rejected', 'rejected'])
      expect(await refusalOf(data.rooms.create(bob.id, { slug: 'same', name: 'x', visibility: 'open' }))).toBe('slug_taken')
    })

    test('joining an open room makes a member once; a private one is not there', async () => {
      const open = await room(data, ann)
      const hidden = await room(data, ann, { visibility: 'private' })
      const join = { type: 'member.join', by: bob.id } as const
      const first = await append(data, open, join)
      const again = await append(data, open, join)
      expect(first).toMatchObject({
        ok: true,
        event: { type: 'member.joined', seq: 2 },
        result: { role: 'member', user: { id: bob.id, name: 'Bob' } },
      })
      expect(again).toMatchObject({ ok: true, event: null, result: { role: 'member' } })
      expect(codeOf(await append(data, hidden, join))).toBe('not_found')
    })

    test('a member limit holds against a rush', async () => {
      const id = await room(data, ann)
      await append(data, id, { type: 'room.update', by: ann.id, memberLimit: 4 })
      const crowd = await Promise.all(Array.from({ length: 10 }, () => person(data, 'Crowd')))
      const other = await opened.another()
      const outcomes = await Promise.all(crowd.map((user, at) => append(at % 2 ? data : other, id, { type: 'member.join', by: user.id })))
      expect(outcomes.map(codeOf).filter((code) => code === 'ok')).toHaveLength(3)
      expect(outcomes.map(codeOf).filter((code) => code === 'conflict')).toHaveLength(7)
      expect((await data.members.list(id, ann.id, { limit: 50 })).items).toHaveLength(4)
      await append(data, id, { type: 'room.update', by: ann.id, memberLimit: null })
      expect(codeOf(await append(data, id, { type: 'member.join', by: bob.id }))).toBe('ok')
    })

    test('a room keeps at least one owner', async () => {
      const id = await room(data, ann, { with: [bob] })
      const leave = { type: 'member.remove', by: ann.id, userId: ann.id } as const
      expect(codeOf(await append(data, id, leave))).toBe('conflict')
      expect(codeOf(await append(data, id, { type: 'member.role', by: ann.id, userId: ann.id, role: 'member' }))).toBe('conflict')
      expect(codeOf(await append(data, id, { type: 'member.role', by: ann.id, userId: bob.id, role: 'owner' }))).toBe('ok')
      expect(codeOf(await append(data, id, leave))).toBe('ok')
      expect(await data.members.role(id, bob.id)).toBe('owner')
    })

    test('who may manage whom', async () => {
      const [mod, member, stranger] = [await person(data, 'Mod'), await person(data, 'Member'), await person(data, 'Stranger')]
      const admin = await person(data, 'Admin', 'admin')
      const id = await room(data, ann, { with: [mod, member] })
      await append(data, id, { type: 'member.role', by: ann.id, userId: mod.id, role: 'moderator' })
      const attempts: [Account, Parameters<Data['append']['room']>[1][number], string][] = [
        [stranger, { type: 'room.update', by: stranger.id, topic: 'x' }, 'forbidden'],
        [member, { type: 'room.update', by: member.id, topic: 'x' }, 'forbidden'],
        [member, { type: 'member.add', by: member.id, userId: stranger.id }, 'forbidden'],
        [member, { type: 'member.remove', by: member.id, userId: mod.id }, 'forbidden'],
        [mod, { type: 'member.remove', by: mod.id, userId: ann.id }, 'forbidden'],
        [mod, { type: 'member.role', by: mod.id, userId: member.id, role: 'moderator' }, 'forbidden'],
        [mod, { type: 'room.archive', by: mod.id }, 'forbidden'],
        [mod, { type: 'room.update', by: mod.id, topic: 'by mod' }, 'ok'],
        [mod, { type: 'member.add', by: mod.id, userId: stranger.id }, 'ok'],
        [mod, { type: 'member.remove', by: mod.id, userId: stranger.id }, 'ok'],
        [mod, { type: 'member.remove', by: mod.id, userId: stranger.id }, 'not_found'],
        [mod, { type: 'member.add', by: mod.id, userId: crypto.randomUUID() }, 'not_found'],
        [admin, { type: 'room.update', by: admin.id, name: 'by admin' }, 'ok'],
        [admin, { type: 'member.role', by: admin.id, userId: member.id, role: 'owner' }, 'forbidden'],
        [root, { type: 'member.role', by: root.id, userId: member.id, role: 'moderator' }, 'ok'],
        [admin, { type: 'room.archive', by: admin.id }, 'ok'],
      ]
      for (const [who, command, code] of attempts)
        expect([who.name, command.type, codeOf(await append(data, id, command))]).toEqual([who.name, command.type, code])
      const plain = await person(data, 'Plain')
      const theirs = await room(data, ann, { with: [plain] })
      expect(await data.rooms.mayModerate(theirs, plain.id)).toBe(false)
      const mayModerate = await Promise.all([ann, mod, stranger, admin, root].map((one) => data.rooms.mayModerate(id, one.id)))
      expect(mayModerate).toEqual([true, true, false, true, true])
    })

    test('an archived room takes nothing but leaving', async () => {
      const id = await room(data, ann, { with: [bob] })
      expect(await append(data, id, { type: 'room.archive', by: ann.id })).toMatchObject({ ok: true, event: { type: 'room.updated' } })
      expect(await append(data, id, { type: 'room.archive', by: ann.id })).toMatchObject({ ok: true, event: null })
      const { outcomes } = await data.append.room(id, [
        say(ann, 'late'),
        { type: 'room.update', by: ann.id, topic: 'late' },
        { type: 'call.start', by: ann.id, callId: crypto.randomUUID() },
        { type: 'member.remove', by: bob.id, userId: bob.id },
      ])
      expect(outcomes.map(codeOf)).toEqual(['room_archived', 'room_archived', 'room_archived', 'ok'])
    })

    test('a change that changes nothing is no event', async () => {
      const id = await room(data, ann, { with: [bob] })
      const { head, outcomes } = await data.append.room(id, [
        { type: 'room.update', by: ann.id },
        { type: 'member.role', by: ann.id, userId: bob.id, role: 'member' },
        { type: 'member.add', by: ann.id, userId: bob.id },
        { type: 'call.end', callId: crypto.randomUUID() },
      ])
      expect(outcomes.map((outcome) => outcome.ok && outcome.event)).toEqual([null, null, null, null])
      expect(head).toBe(2)
    })

    test('one call at a time, told when it starts and when it ends', async () => {
      const id = await room(data, ann)
      const callId = crypto.randomUUID()
      expect(await append(data, id, { type: 'call.start', by: ann.id, callId })).toMatchObject({
        ok: true,
        event: { type: 'call.started', payload: { callId } },
      })
      expect(await append(data, id, { type: 'call.start', by: ann.id, callId })).toMatchObject({ ok: true, event: null })
      expect(codeOf(await append(data, id, { type: 'call.start', by: ann.id, callId: crypto.randomUUID() }))).toBe('conflict')
      expect(await data.calls.open(id)).toMatchObject({ callId, roomId: id, startedBy: ann.id })
      expect(await append(data, id, { type: 'call.end', callId })).toMatchObject({ ok: true, event: { type: 'call.ended' } })
      expect(await append(data, id, { type: 'call.end', callId })).toMatchObject({ ok: true, event: null })
      expect(await data.calls.open(id)).toBeNull()
    })

    test('people learn on their own stream of rooms they are put in and out of, once each (rule 5)', async () => {
      const carol = await person(data, 'Carol')
      const id = await room(data, ann, { visibility: 'private' })
      const other = await opened.another()
      await append(data, id, { type: 'member.add', by: ann.id, userId: carol.id })
      await Promise.all([data.outbox.relay(), other.outbox.relay(), data.outbox.relay()])
      while ((await data.events.head(carol.id)) < 1) await data.outbox.relay()
      expect(await wholeStream(data, carol.id)).toMatchObject([{ seq: 1, type: 'room.added', payload: { room: { id, myRole: 'member' } } }])
      await append(data, id, { type: 'member.remove', by: ann.id, userId: carol.id })
      while ((await data.events.head(carol.id)) < 2) await data.outbox.relay()
      // What is replayed says what is so now: a room that is no longer theirs is not shown again.
      expect(await wholeStream(data, carol.id)).toMatchObject([
        { seq: 1, type: 'room.removed', payload: { roomId: id } },
        { seq: 2, type: 'room.removed', payload: { roomId: id } },
      ])
      expect(await data.outbox.relay()).toBe(0)
    })

    test('my rooms and the open ones are listed a page at a time', async () => {
      const dave = await person(data, 'Dave')
      const hidden = await room(data, ann, { visibility: 'private' })
      const mine = await room(data, dave, { visibility: 'private' })
      const ids: string[] = []
      for (let cursor: string | null = null; ;) {
        const page: Awaited<ReturnType<Data['rooms']['list']>> = await data.rooms.list(dave.id, { limit: 3, cursor })
        ids.push(...page.items.map(({ id }) => id))
        cursor = page.next
        if (cursor === null) break
      }
      expect(new Set(ids).size).toBe(ids.length)
      expect(ids).toContain(mine)
      expect(ids).not.toContain(hidden)
      expect(await refusalOf(data.rooms.list(dave.id, { limit: 3, cursor: 'made up' }))).toBe('invalid')
    })
  })
}
