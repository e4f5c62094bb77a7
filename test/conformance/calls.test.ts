import { afterAll, beforeAll, describe, expect, test } from 'bun:test'
import type { Account } from '#src/data/accounts'
import type { Data } from '#src/data/data'
import { drivers, type Opened } from './drivers'
import { append, codeOf, person, refusalOf, room, wholeStream } from './scene'

for (const driver of drivers) {
  describe(`calls on ${driver.name}`, () => {
    let opened: Opened
    let data: Data
    let ann: Account
    let bob: Account
    let eve: Account

    beforeAll(async () => {
      opened = await driver.open()
      data = opened.data
      ;[ann, bob, eve] = [await person(data, 'Ann'), await person(data, 'Bob'), await person(data, 'Eve')]
    }, 60_000)
    afterAll(() => opened?.close())

    const uuid = () => Bun.randomUUIDv7()
    async function begin(roomId: string): Promise<string> {
      const callId = uuid()
      expect(codeOf(await append(data, roomId, { type: 'call.start', by: ann.id, callId }))).toBe('ok')
      return callId
    }

    test('a call keeps who took part and how long; what is told at its end is what is replayed', async () => {
      const roomId = await room(data, ann, { with: [bob] })
      const callId = await begin(roomId)
      const [a, b, again] = [uuid(), uuid(), uuid()]
      await data.calls.sat(callId, a, ann.id)
      await data.calls.sat(callId, b, bob.id)
      await data.calls.left(callId, b)
      await data.calls.sat(callId, again, bob.id)
      const live = (await data.calls.list(roomId, bob.id, { limit: 10 })).items[0]
      expect(live).toMatchObject({ id: callId, startedBy: { id: ann.id, name: 'Ann' }, endedAt: null, durationMs: null })
      expect(live?.participants.map(({ user, leftAt }) => [user.name, leftAt])).toEqual([
        ['Ann', null],
        ['Bob', null],
      ])
      await data.calls.left(callId, a)
      const ended = await append(data, roomId, { type: 'call.end', callId })
      const event = ended.ok ? ended.event : null
      expect(event?.payload).toMatchObject({ callId, people: 2, durationMs: expect.any(Number) })
      expect((await wholeStream(data, roomId)).at(-1)).toEqual(event as never)
      const { items } = await data.calls.list(roomId, ann.id, { limit: 10 })
      expect(items[0]?.endedAt).toBeString()
      expect(items[0]?.durationMs).toBeGreaterThanOrEqual(0)
      // who was still there left when it ended
      expect(items[0]?.participants.every(({ leftAt }) => leftAt !== null && leftAt <= (items[0]?.endedAt ?? ''))).toBe(true)
      expect(await append(data, roomId, { type: 'call.end', callId })).toMatchObject({ ok: true, event: null })
    })

    test('nobody sits down in a call that has ended', async () => {
      const roomId = await room(data, ann)
      const callId = await begin(roomId)
      await append(data, roomId, { type: 'call.end', callId })
      await data.calls.sat(callId, uuid(), ann.id)
      expect((await data.calls.list(roomId, ann.id, { limit: 10 })).items[0]?.participants).toEqual([])
    })

    test('one whose end nobody saw ended when it was last seen', async () => {
      const roomId = await room(data, ann)
      const callId = await begin(roomId)
      await data.calls.sat(callId, uuid(), ann.id)
      await data.calls.seen(callId)
      const old = `clock_timestamp() - interval '1 hour'`
      await opened.database.query(`update calls set started_at = ${old}, seen_at = ${old} + interval '10 minutes' where id = $1`, [callId])
      await opened.database.query(`update call_seats set joined_at = ${old} where call_id = $1`, [callId])
      await append(data, roomId, { type: 'call.end', callId, lost: true })
      const [call] = (await data.calls.list(roomId, ann.id, { limit: 10 })).items
      expect(Math.abs((call?.durationMs ?? 0) - 600_000)).toBeLessThan(5_000)
      expect(call?.participants[0]?.leftAt).toBe(call?.endedAt ?? '')
    })

    test('listed newest first, page by page, for members only', async () => {
      const roomId = await room(data, ann, { with: [bob] })
      const ids: string[] = []
      for (let n = 0; n < 3; n += 1) {
        ids.unshift(await begin(roomId))
        await append(data, roomId, { type: 'call.end', callId: ids[0] as string })
      }
      const first = await data.calls.list(roomId, bob.id, { limit: 2 })
      expect(first.items.map(({ id }) => id)).toEqual(ids.slice(0, 2))
      const rest = await data.calls.list(roomId, bob.id, { limit: 2, cursor: first.next })
      expect([rest.items.map(({ id }) => id), rest.next]).toEqual([ids.slice(2), null])
      expect(await refusalOf(data.calls.list(roomId, eve.id, { limit: 2 }))).toBe('forbidden')
      const hidden = await room(data, ann, { visibility: 'private' })
      expect(await refusalOf(data.calls.list(hidden, eve.id, { limit: 2 }))).toBe('not_found')
      expect(await data.calls.list(hidden, ann.id, { limit: 2 })).toEqual({ items: [], next: null })
    })
  })
}
