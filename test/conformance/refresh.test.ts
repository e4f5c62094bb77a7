import { afterAll, beforeAll, describe, expect, test } from 'bun:test'
import type { Data } from '#src/data/data'
import type { Account } from '#src/data/accounts'
import { drivers, type Opened } from './drivers'
import { person } from './scene'

const life = { ttlMs: 86_400_000, leewayMs: 60_000 }

for (const driver of drivers) {
  describe(`refresh tokens on ${driver.name}`, () => {
    let opened: Opened
    let data: Data
    let ann: Account

    beforeAll(async () => {
      opened = await driver.open()
      data = opened.data
      ann = await person(data)
    }, 60_000)
    afterAll(() => opened?.close())

    /** A device of Ann's; its tokens are named after it: `name-1` is the first. */
    const device = async (name: string) => {
      const { deviceId } = await data.devices.open(ann.id, { name, refreshHash: `${name}-1`, ttlMs: life.ttlMs })
      const spend = (spent: number, next: number) => data.devices.rotate(`${name}-${spent}`, `${name}-${next}`, life)
      const isLive = async () => (await data.devices.list(ann.id)).some(({ id }) => id === deviceId)
      /** What was spent so far was spent this much earlier. */
      const pass = (ms: number) =>
        opened.database.query(`update refresh_tokens set spent_at = spent_at - $2 * interval '1 millisecond' where device_id = $1`, [
          deviceId,
          ms,
        ])
      return { deviceId, spend, isLive, pass }
    }
    const reused = { ok: false, reason: 'reused' } as const

    test('each is spent for the next, which is told apart by its rotation', async () => {
      const { deviceId, spend } = await device('plain')
      const granted = { ok: true, userId: ann.id, deviceId, repeated: false } as const
      expect(await spend(1, 2)).toEqual({ ...granted, rotation: 1 })
      expect(await spend(2, 3)).toEqual({ ...granted, rotation: 2 })
      expect(await data.devices.rotate('never', 'next', life)).toEqual({ ok: false, reason: 'unknown' })
    })

    test('the answer was lost, and the next one too: the spent token is good for a minute', async () => {
      const { spend, pass, isLive } = await device('lost')
      expect(await spend(1, 2)).toMatchObject({ ok: true })
      await pass(40_000)
      expect(await spend(1, 3)).toMatchObject({ ok: true, rotation: 2, repeated: true })
      expect(await spend(1, 4)).toMatchObject({ ok: true, rotation: 3, repeated: true })
      expect(await spend(4, 5)).toMatchObject({ ok: true, rotation: 4, repeated: false })
      expect(await isLive()).toBe(true)
    })

    test('the minute begins with the first time it was spent: later it ends the device', async () => {
      const { deviceId, spend, pass, isLive } = await device('late')
      const { seq } = await data.system.since(null)
      await spend(1, 2)
      await pass(40_000)
      await spend(1, 3)
      await pass(20_001)
      expect(await spend(1, 4)).toEqual(reused)
      expect(await isLive()).toBe(false)
      expect((await data.system.since(seq)).revokedDevices).toEqual([deviceId])
      expect(await spend(3, 5)).toEqual({ ok: false, reason: 'revoked' })
    })

    test('once what it gave was used, it ends the device, within the minute too', async () => {
      const { spend, isLive } = await device('used')
      await spend(1, 2)
      await spend(2, 3)
      expect(await spend(1, 4)).toEqual(reused)
      expect(await isLive()).toBe(false)
    })

    test('the thief first, the victim within the minute: the next refresh of either ends the device', async () => {
      for (const [name, next] of [
        ['thief-next', 'thief'],
        ['victim-next', 'victim'],
      ] as const) {
        const { spend, isLive } = await device(name)
        expect(await spend(1, 20)).toMatchObject({ ok: true }) // the thief's
        expect(await spend(1, 30)).toMatchObject({ ok: true }) // the victim's; the thief's is void
        if (next === 'victim') expect(await spend(30, 31)).toMatchObject({ ok: true })
        expect(await isLive()).toBe(true)
        expect(await spend(20, 21)).toEqual(reused)
        expect(await isLive()).toBe(false)
      }
    })

    test('the victim first, the thief within the minute: the victim’s next refresh ends the device', async () => {
      const { spend, isLive } = await device('robbed')
      expect(await spend(1, 20)).toMatchObject({ ok: true }) // the victim's
      expect(await spend(1, 30)).toMatchObject({ ok: true }) // the thief's; the victim's is void
      expect(await spend(30, 31)).toMatchObject({ ok: true })
      expect(await spend(20, 21)).toEqual(reused)
      expect(await isLive()).toBe(false)
    })

    test('a thief who goes on within the minute of each refresh is found out by the next one of the victim', async () => {
      const { spend, isLive } = await device('shadowed')
      await spend(1, 20)
      await spend(1, 30)
      expect(await spend(20, 21)).toEqual(reused)
      expect(await spend(30, 31)).toEqual({ ok: false, reason: 'revoked' })
      expect(await isLive()).toBe(false)
    })

    test('two that spend one token at the same moment, on two nodes: both are answered, and the higher rotation is the good one', async () => {
      const other = await opened.another()
      for (let round = 0; round < 10; round++) {
        const { isLive } = await device(`race${round}`)
        const hashes = [`race${round}-a`, `race${round}-b`] as const
        const both = await Promise.all([
          data.devices.rotate(`race${round}-1`, hashes[0], life),
          other.devices.rotate(`race${round}-1`, hashes[1], life),
        ])
        const rotations = both.map((rotated) => (rotated.ok ? rotated.rotation : 0))
        expect(rotations.toSorted()).toEqual([1, 2])
        expect(await data.devices.rotate(hashes[rotations.indexOf(2)] ?? '', 'heir', life)).toMatchObject({ ok: true, rotation: 3 })
        expect(await isLive()).toBe(true)
        await opened.database.query(`delete from refresh_tokens where hash = 'heir'`)
      }
    })

    test('a device that was signed out stays so, leeway or not; so does an account that is disabled', async () => {
      const { deviceId, spend } = await device('gone')
      await spend(1, 2)
      await data.devices.revoke(deviceId)
      expect(await spend(1, 3)).toEqual({ ok: false, reason: 'revoked' })
      await data.devices.open(ann.id, { name: 'old', refreshHash: 'expired', ttlMs: -1 })
      expect(await data.devices.rotate('expired', 'next', life)).toEqual({ ok: false, reason: 'expired' })
    })
  })
}
