import { afterAll, beforeAll, describe, expect, test } from 'bun:test'
import { uuid } from '#src/base/ids'
import type { Account } from '#src/data/accounts'
import type { Data } from '#src/data/data'
import type { NewFile } from '#src/data/files'
import { drivers, type Opened } from './drivers'
import { append, codeOf, person, refusalOf, room, wholeStream } from './scene'

const recording = (more: Partial<NewFile> = {}): NewFile => ({
  id: uuid(),
  kind: 'recording',
  name: 'call.mp4',
  contentType: 'video/mp4',
  bytes: 1_000,
  ...more,
})

for (const driver of drivers) {
  describe(`files on ${driver.name}`, () => {
    let opened: Opened
    let data: Data
    let ann: Account
    let bob: Account
    let eve: Account

    beforeAll(async () => {
      opened = await driver.open()
      data = opened.data
      ann = await person(data, 'Ann')
      bob = await person(data, 'Bob')
      eve = await person(data, 'Eve', 'admin')
    }, 60_000)
    afterAll(() => opened?.close())

    const add = (roomId: string, file: NewFile, parts: readonly NewFile[] = []) => append(data, roomId, { type: 'file.add', file, parts })

    test('one that is added is an event, and is there for members and nobody else', async () => {
      const roomId = await room(data, ann, { visibility: 'private', with: [bob] })
      const track = recording({ kind: 'track', name: 'ann.mka', createdBy: ann.id, durationMs: 900 })
      const file = recording({ createdBy: bob.id, durationMs: 1_234, width: 1_280, height: 720, poster: true })
      const added = await add(roomId, file, [track])
      expect(added).toMatchObject({ ok: true, event: { type: 'file.added', payload: { stream: roomId, fileId: file.id } } })
      const seen = await data.files.view(file.id, bob.id)
      expect(seen).toMatchObject({
        id: file.id,
        roomId,
        createdBy: { id: bob.id, name: 'Bob' },
        durationMs: 1_234,
        poster: true,
        callId: null,
      })
      expect(seen.parts).toMatchObject([{ id: track.id, name: 'ann.mka', createdBy: { name: 'Ann' }, durationMs: 900 }])
      expect((await data.files.list(roomId, ann.id, { limit: 5 })).items).toEqual([seen])
      expect(await data.files.stored(track.id, bob.id)).toMatchObject({ id: track.id, roomId, bytes: 1_000 })
      expect(await refusalOf(data.files.view(file.id, eve.id))).toBe('not_found')
      expect(await refusalOf(data.files.stored(track.id, eve.id))).toBe('not_found')
      expect(await refusalOf(data.files.view(track.id, ann.id))).toBe('not_found')
      expect(await refusalOf(data.files.list(roomId, (await person(data)).id, { limit: 5 }))).toBe('not_found')
      expect(await refusalOf(data.files.list(roomId, eve.id, { limit: 5 }))).toBe('forbidden')
    })

    test('the same id again changes nothing', async () => {
      const roomId = await room(data, ann)
      const file = recording()
      await add(roomId, file)
      const again = await add(roomId, file)
      expect(again).toMatchObject({ ok: true, event: null, result: { id: file.id } })
      expect((await wholeStream(data, roomId)).filter(({ type }) => type === 'file.added')).toHaveLength(1)
    })

    test('a list is paged from the newest', async () => {
      const roomId = await room(data, ann)
      const files = [recording(), recording(), recording()]
      for (const file of files) await add(roomId, file)
      const first = await data.files.list(roomId, ann.id, { limit: 2 })
      expect(first.items.map(({ id }) => id)).toEqual([files[2]?.id, files[1]?.id] as string[])
      const rest = await data.files.list(roomId, ann.id, { limit: 2, cursor: first.next })
      expect(rest).toMatchObject({ items: [{ id: files[0]?.id }], next: null })
    })

    test('moderators remove, with its parts; members do not, strangers find nothing', async () => {
      const roomId = await room(data, ann, { with: [bob] })
      const track = recording({ kind: 'track' })
      const file = recording()
      await add(roomId, file, [track])
      const remove = (by: Account, fileId = file.id) => append(data, roomId, { type: 'file.remove', by: by.id, fileId })
      expect(codeOf(await remove(eve))).toBe('not_found')
      expect(codeOf(await remove(bob))).toBe('forbidden')
      expect(codeOf(await remove(ann, track.id))).toBe('not_found')
      const removed = await remove(ann)
      expect(removed).toMatchObject({ ok: true, event: { type: 'file.removed', payload: { fileId: file.id } } })
      if (removed.ok) expect((removed.result as { fileIds: string[] }).fileIds.toSorted()).toEqual([file.id, track.id].toSorted())
      expect(codeOf(await remove(ann))).toBe('not_found')
      expect(await refusalOf(data.files.stored(track.id, ann.id))).toBe('not_found')
      expect(await data.files.known([file.id, track.id])).toEqual(new Set())
    })

    test('not from another room; and one that was recorded before is added to an archived room', async () => {
      const [roomId, another] = [await room(data, ann), await room(data, ann)]
      const file = recording()
      await add(roomId, file)
      expect(codeOf(await append(data, another, { type: 'file.remove', by: ann.id, fileId: file.id }))).toBe('not_found')
      await append(data, another, { type: 'room.archive', by: ann.id })
      expect(codeOf(await add(another, recording()))).toBe('ok')
    })

    test('what is replayed is what was told', async () => {
      const roomId = await room(data, ann)
      const file = recording()
      const told = [await add(roomId, file), await append(data, roomId, { type: 'file.remove', by: ann.id, fileId: file.id })]
      const events = told.flatMap((outcome) => (outcome.ok && outcome.event ? [outcome.event] : []))
      expect((await wholeStream(data, roomId)).slice(-2)).toEqual(events)
    })
  })
}
