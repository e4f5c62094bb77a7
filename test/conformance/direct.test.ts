import { afterAll, beforeAll, describe, expect, test } from 'bun:test'
import type { Account } from '#src/data/accounts'
import type { RoomCommand } from '#src/data/commands'
import type { Data } from '#src/data/data'
import { drivers, type Opened } from './drivers'
import { append, codeOf, person, refusalOf, say, wholeStream } from './scene'

for (const driver of drivers) {
  describe(`direct rooms on ${driver.name}`, () => {
    let opened: Opened
    let data: Data
    let ann: Account
    let bob: Account
    let eve: Account
    let root: Account

    beforeAll(async () => {
      opened = await driver.open()
      data = opened.data
      ;[ann, bob, eve] = [await person(data, 'Ann'), await person(data, 'Bob'), await person(data, 'Eve')]
      root = await person(data, 'Root', 'super_admin')
    }, 60_000)
    afterAll(() => opened?.close())

    test('one room per set of people, whoever opens it and in whatever order they are named (rule 22)', async () => {
      const first = await data.rooms.openDirect(ann.id, [bob.id, ann.id, bob.id])
      expect(first.made).toBe(true)
      expect(first.room).toMatchObject({
        kind: 'direct',
        visibility: 'private',
        name: 'Bob',
        myRole: 'owner',
        unread: 0,
        head: 2,
        readSeq: 2,
      })
      expect(first.room.with).toEqual([{ id: bob.id, name: 'Bob' }])
      const again = await data.rooms.openDirect(bob.id, [ann.id])
      expect(again).toMatchObject({ made: false, room: { id: first.room.id, name: 'Ann', with: [{ id: ann.id }] } })
      const three = await data.rooms.openDirect(ann.id, [bob.id, eve.id])
      expect(three.made).toBe(true)
      expect(three.room.id).not.toBe(first.room.id)
      expect(three.room.with?.map(({ name }) => name).toSorted()).toEqual(['Bob', 'Eve'])
    })

    test('people who open it at once get one room, and each hears of it once', async () => {
      const [a, b] = [await person(data, 'A'), await person(data, 'B')]
      const other = await opened.another()
      const all = await Promise.all(
        Array.from({ length: 8 }, (_, n) => (n % 2 ? data : other).rooms.openDirect(n % 3 ? a.id : b.id, [a.id, b.id])),
      )
      expect(new Set(all.map(({ room }) => room.id)).size).toBe(1)
      expect(all.filter(({ made }) => made)).toHaveLength(1)
      while ((await data.outbox.relay()) > 0);
      for (const one of [a, b]) {
        const events = await wholeStream(data, one.id)
        expect(events.map(({ type }) => type)).toEqual(['room.added'])
        expect(events[0]?.payload).toMatchObject({ room: { kind: 'direct', with: [{ id: one === a ? b.id : a.id }] } })
      }
      expect((await wholeStream(data, all[0]?.room.id ?? '')).map(({ type }) => type)).toEqual(['member.joined', 'member.joined'])
    })

    test('notes to myself: a direct room of one, called after me', async () => {
      const { room } = await data.rooms.openDirect(ann.id, [ann.id])
      expect(room).toMatchObject({ name: 'Ann', with: [], head: 1 })
      expect((await data.rooms.openDirect(ann.id, [ann.id])).room.id).toBe(room.id)
      expect(codeOf(await append(data, room.id, say(ann, 'milk')))).toBe('ok')
    })

    test('nobody can be talked to who is not there; an old conversation stays', async () => {
      const gone = await person(data, 'Gone')
      const { room } = await data.rooms.openDirect(ann.id, [gone.id])
      await data.accounts.setDisabled(gone.id, true)
      expect((await data.rooms.openDirect(ann.id, [gone.id])).room.id).toBe(room.id)
      expect(await refusalOf(data.rooms.openDirect(bob.id, [gone.id]))).toBe('not_found')
      expect(await refusalOf(data.rooms.openDirect(bob.id, [crypto.randomUUID()]))).toBe('not_found')
    })

    test('it is not there for anybody else, the super admin included', async () => {
      const { room } = await data.rooms.openDirect(ann.id, [bob.id])
      for (const one of [eve, root]) {
        expect(await data.rooms.idOf(room.id, one.id)).toBeNull()
        expect(await refusalOf(data.rooms.view(room.id, one.id))).toBe('not_found')
        expect(await refusalOf(data.members.list(room.id, one.id, { limit: 10 }))).toBe('not_found')
        expect(await refusalOf(data.messages.history(room.id, one.id, { limit: 10 }))).toBe('not_found')
        expect((await data.rooms.list(one.id, { limit: 200 })).items.map(({ id }) => id)).not.toContain(room.id)
        const commands: RoomCommand[] = [
          say(one, 'hello'),
          { type: 'member.join', by: one.id },
          { type: 'member.add', by: one.id, userId: one.id },
          { type: 'member.remove', by: one.id, userId: bob.id },
          { type: 'room.update', by: one.id, visibility: 'open' },
          { type: 'room.archive', by: one.id },
          { type: 'call.start', by: one.id, callId: crypto.randomUUID() },
        ]
        const { outcomes } = await data.append.room(room.id, commands)
        expect(outcomes.map(codeOf)).toEqual(commands.map(() => 'not_found'))
      }
    })

    test('its people and its settings are fixed; everything else is as in a room', async () => {
      const { room } = await data.rooms.openDirect(ann.id, [bob.id])
      const commands: [RoomCommand, string][] = [
        [{ type: 'member.add', by: ann.id, userId: eve.id }, 'forbidden'],
        [{ type: 'member.remove', by: ann.id, userId: bob.id }, 'forbidden'],
        [{ type: 'member.remove', by: ann.id, userId: ann.id }, 'forbidden'],
        [{ type: 'member.role', by: ann.id, userId: bob.id, role: 'member' }, 'forbidden'],
        [{ type: 'room.update', by: ann.id, name: 'Ours' }, 'forbidden'],
        [{ type: 'room.archive', by: ann.id }, 'forbidden'],
        [{ type: 'member.join', by: bob.id }, 'ok'],
        [say(ann, 'hello'), 'ok'],
      ]
      const { outcomes } = await data.append.room(
        room.id,
        commands.map(([command]) => command),
      )
      expect(outcomes.map(codeOf)).toEqual(commands.map(([, code]) => code))
      const { items } = await data.rooms.list(bob.id, { limit: 200 })
      expect(items.find(({ id }) => id === room.id)).toMatchObject({ kind: 'direct', name: 'Ann', unread: 1, with: [{ id: ann.id }] })
      expect((await data.reads.set(bob.id, room.id, 3)).readSeq).toBe(3)
      expect((await data.rooms.view(room.id, bob.id)).unread).toBe(0)
    })
  })
}
