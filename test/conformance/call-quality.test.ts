import { afterAll, beforeAll, describe, expect, test } from 'bun:test'
import type { Data } from '#src/data/data'
import type { QualityRow } from '#src/data/quality'
import { drivers, type Opened } from './drivers'
import { append, person, refusalOf, room } from './scene'

for (const driver of drivers) {
  describe(`how calls went, on ${driver.name}`, () => {
    let opened: Opened
    let data: Data
    beforeAll(async () => {
      opened = await driver.open()
      data = opened.data
    }, 60_000)
    afterAll(() => opened?.close())

    test('lines come back in order, with names; whoever may not see them is told so, or that there is no call', async () => {
      const [ann, bob, eve, root] = [
        await person(data, 'Ann'),
        await person(data, 'Bob'),
        await person(data, 'Eve'),
        await person(data, 'Root', 'admin'),
      ]
      const roomId = await room(data, ann, { visibility: 'private', with: [bob] })
      const callId = crypto.randomUUID()
      await append(data, roomId, { type: 'call.start', by: ann.id, callId })
      const participantId = crypto.randomUUID()
      const line = (second: number, kind: QualityRow['kind'], body: object): QualityRow => ({
        callId,
        participantId,
        userId: bob.id,
        at: new Date(Date.now() + second * 1_000).toISOString(),
        kind,
        body,
      })
      await data.quality.add([line(10, 'stats', { lossRatio: 0.1, video: 'it, "is" {odd}' }), line(0, 'joined', {})])
      await data.quality.add([line(20, 'left', {})])

      const story = await data.quality.story(callId, ann.id)
      expect([story.callId, story.roomId, story.endedAt]).toEqual([callId, roomId, null])
      expect(story.lines.map(({ kind, user }) => [kind, user.name])).toEqual([
        ['joined', 'Bob'],
        ['stats', 'Bob'],
        ['left', 'Bob'],
      ])
      expect(story.lines[1]).toMatchObject({ participantId, body: { lossRatio: 0.1, video: 'it, "is" {odd}' } })
      expect((await data.quality.story(callId, root.id)).lines).toHaveLength(3)
      expect(await refusalOf(data.quality.story(callId, bob.id))).toBe('forbidden')
      expect(await refusalOf(data.quality.story(callId, eve.id))).toBe('not_found')
      expect(await refusalOf(data.quality.story(crypto.randomUUID(), ann.id))).toBe('not_found')
    })

    test('what is older than 30 days is forgotten, what is younger stays', async () => {
      const ann = await person(data, 'Ann')
      const roomId = await room(data, ann)
      const callId = crypto.randomUUID()
      await append(data, roomId, { type: 'call.start', by: ann.id, callId })
      const day = 86_400_000
      const at = (days: number): QualityRow => ({
        callId,
        participantId: crypto.randomUUID(),
        userId: ann.id,
        at: new Date(Date.now() - days * day).toISOString(),
        kind: 'joined',
        body: {},
      })
      await data.quality.add([at(31), at(29), at(0)])
      await data.quality.sweep()
      expect((await data.quality.story(callId, ann.id)).lines).toHaveLength(2)
    })
  })
}
