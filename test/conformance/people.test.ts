import { afterAll, beforeAll, describe, expect, test } from 'bun:test'
import type { Data } from '#src/data/data'
import { drivers, type Opened } from './drivers'
import { append, codeOf, person, refusalOf, room, say } from './scene'

const day = 86_400_000

for (const driver of drivers) {
  describe(`people on ${driver.name}`, () => {
    let opened: Opened
    let data: Data

    beforeAll(async () => {
      opened = await driver.open()
      data = opened.data
    }, 60_000)
    afterAll(() => opened?.close())

    test('an e-mail address is taken once, whatever its case', async () => {
      const account = { email: 'Demo@Example.org', name: 'Demo', passwordHash: 'hash', role: 'user' } as const
      const made = await data.accounts.create(account)
      expect(await refusalOf(data.accounts.create({ ...account, email: 'demo@example.ORG' }))).toBe('email_taken')
      expect(await data.accounts.byEmail('DEMO@example.org')).toEqual(made)
      expect(await data.accounts.byId(made.id)).toEqual(made)
      expect(made.createdAt).toMatch(/^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d\.\d{3}Z$/)
      expect(await data.accounts.byEmail('nobody@example.org')).toBeNull()
    })

    test('search takes what was typed literally', async () => {
      const percent = await person(data, '100% Ann')
      await person(data, '1000 Ann')
      expect((await data.accounts.search('00%', { limit: 10 })).items.map(({ id }) => id)).toEqual([percent.id])
      expect((await data.accounts.search('0_%', { limit: 10 })).items).toEqual([])
      expect((await data.accounts.search('100% a', { limit: 10 })).items[0]).not.toHaveProperty('email')
    })

    test('revocations, bans and roles are news of the system stream (rule 25)', async () => {
      const ann = await person(data)
      const { deviceId } = await data.devices.open(ann.id, { name: 'a', refreshHash: 'sys-a', ttlMs: day })
      const second = await data.devices.open(ann.id, { name: 'b', refreshHash: 'sys-b', ttlMs: day })
      const heads: number[] = []
      const stop = data.append.onHeads((moved) => heads.push(...moved.map(({ head }) => head)))
      const { seq } = await data.system.since(null)
      expect(await data.devices.revoke(deviceId)).toBe(true)
      expect(await data.devices.revoke(deviceId)).toBe(false)
      expect((await data.accounts.setRole(ann.id, 'admin')).role).toBe('admin')
      expect((await data.accounts.setDisabled(ann.id, true)).disabledAt).not.toBeNull()
      stop()
      expect(heads).toEqual([seq + 1, seq + 2, seq + 4])
      expect(await data.system.since(seq)).toEqual({
        seq: seq + 4,
        revokedDevices: [deviceId, second.deviceId],
        disabledUsers: [ann.id],
        enabledUsers: [],
        roleChanges: [{ userId: ann.id, role: 'admin' }],
      })
      expect(await data.devices.rotate('sys-b', 'x', { ttlMs: day, leewayMs: 0 })).toEqual({ ok: false, reason: 'revoked' })
      await data.accounts.setDisabled(ann.id, false)
      expect(await data.system.since(seq)).toMatchObject({ disabledUsers: [], enabledUsers: [ann.id] })
      expect(await refusalOf(data.accounts.setRole(crypto.randomUUID(), 'user'))).toBe('not_found')
    })

    test('a new password ends every other device', async () => {
      const ann = await person(data)
      const mine = await data.devices.open(ann.id, { name: 'mine', refreshHash: 'pw-a', ttlMs: day })
      await data.devices.open(ann.id, { name: 'other', refreshHash: 'pw-b', ttlMs: day })
      await data.accounts.setPassword(ann.id, 'new hash', mine.deviceId)
      expect((await data.devices.list(ann.id)).map(({ id }) => id)).toEqual([mine.deviceId])
      expect((await data.accounts.byId(ann.id))?.passwordHash).toBe('new hash')
    })

    test('a disabled person appends nothing and is told so', async () => {
      const ann = await person(data)
      const id = await room(data, ann)
      await data.accounts.setDisabled(ann.id, true)
      expect(codeOf(await append(data, id, say(ann, 'still here')))).toBe('forbidden')
    })

    test('a new name is shown on old messages too', async () => {
      const ann = await person(data)
      const id = await room(data, ann)
      await append(data, id, say(ann, 'hello'))
      await data.accounts.update(ann.id, { name: 'Anna' })
      expect((await data.messages.history(id, ann.id, { limit: 1 })).items[0]?.author).toEqual({ id: ann.id, name: 'Anna' })
    })

    test('keys older than 48 hours are swept a slice at a time; younger ones stay (rule 4)', async () => {
      const ann = await person(data)
      const id = await room(data, ann)
      const [old, young] = [say(ann, 'old'), say(ann, 'young')]
      await data.append.room(id, [old, young, say(ann, 'old too', crypto.randomUUID())])
      await opened.database.query("update idempotency set at = now() - interval '49 hours' where room_id = $1 and key <> $2", [
        id,
        young.key,
      ])
      expect([await data.idempotency.sweep(1), await data.idempotency.sweep(10), await data.idempotency.sweep(10)]).toEqual([1, 1, 0])
      const again = await append(data, id, young)
      expect(again.ok && again.event).toBeNull()
    })
  })
}
