import { afterAll, beforeAll, describe, expect, test } from 'bun:test'
import type { Account } from '#src/data/accounts'
import type { Data } from '#src/data/data'
import { drivers, type Opened } from './drivers'
import { append, person, refusalOf, room, say, wholeStream } from './scene'

for (const driver of drivers) {
  describe(`reading on ${driver.name}`, () => {
    let opened: Opened
    let data: Data
    let ann: Account
    let bob: Account

    beforeAll(async () => {
      opened = await driver.open()
      data = opened.data
      ann = await person(data, 'Ann')
      bob = await person(data, 'Bob')
    }, 60_000)
    afterAll(() => opened?.close())

    test('history pages have exclusive bounds and say whether there is more', async () => {
      const id = await room(data, ann)
      await data.append.room(
        id,
        Array.from({ length: 10 }, (_, at) => say(ann, String(at + 2))),
      )
      const page = async (request: { before?: number; after?: number; limit: number }): Promise<unknown> => {
        const { items, hasMore, head, floor } = await data.messages.history(id, bob.id, request)
        return { seqs: items.map(({ seq }) => seq), hasMore, head, floor }
      }
      expect(await page({ limit: 3 })).toEqual({ seqs: [9, 10, 11], hasMore: true, head: 11, floor: 1 })
      expect(await page({ before: 9, limit: 3 })).toEqual({ seqs: [6, 7, 8], hasMore: true, head: 11, floor: 1 })
      expect(await page({ before: 4, limit: 3 })).toEqual({ seqs: [2, 3], hasMore: false, head: 11, floor: 1 })
      expect(await page({ after: 8, limit: 2 })).toEqual({ seqs: [9, 10], hasMore: true, head: 11, floor: 1 })
      expect(await page({ after: 9, limit: 2 })).toEqual({ seqs: [10, 11], hasMore: false, head: 11, floor: 1 })
      expect(await page({ after: 11, limit: 2 })).toEqual({ seqs: [], hasMore: false, head: 11, floor: 1 })
    })

    test('an empty room has a head and no messages', async () => {
      const id = await room(data, ann)
      expect(await data.messages.history(id, ann.id, { limit: 5 })).toEqual({ items: [], hasMore: false, head: 1, floor: 1 })
    })

    test('a page and its head belong together while others write (rule 16)', async () => {
      const id = await room(data, ann)
      const other = await opened.another()
      let writing = true
      const writer = (async () => {
        for (let round = 0; round < 40; round += 1) await other.append.room(id, [say(ann, 'one'), say(ann, 'two'), say(ann, 'three')])
        writing = false
      })()
      while (writing) {
        const { items, head } = await data.messages.history(id, ann.id, { limit: 5 })
        expect(items.at(-1)?.seq ?? 1).toBe(head)
      }
      await writer
    })

    test('a private room is not there for strangers, not even its history for a server admin', async () => {
      const id = await room(data, ann, { visibility: 'private' })
      const admin = await person(data, 'Root', 'admin')
      await append(data, id, say(ann, 'secret'))
      expect(await refusalOf(data.messages.history(id, bob.id, { limit: 5 }))).toBe('not_found')
      expect(await refusalOf(data.messages.history(id, admin.id, { limit: 5 }))).toBe('not_found')
      expect(await refusalOf(data.rooms.view(id, bob.id))).toBe('not_found')
      expect(await refusalOf(data.members.list(id, bob.id, { limit: 5 }))).toBe('not_found')
      expect((await data.rooms.view(id, admin.id)).id).toBe(id)
      expect(await data.rooms.idOf(id, bob.id)).toBeNull()
    })

    test('a cursor is judged by membership, head, floor and the replay bound (rules 14 and 15)', async () => {
      const carol = await person(data, 'Carol')
      const mine = await room(data, carol)
      const long = await room(data, carol)
      const left = await room(data, ann, { with: [carol] })
      const cut = await room(data, carol)
      await append(data, left, { type: 'member.remove', by: carol.id, userId: carol.id })
      for (let at = 0; at < 5; at += 1) {
        await data.append.room(
          long,
          Array.from({ length: 220 }, (_, nth) => say(carol, `${at}.${nth}`)),
        )
      }
      await data.append.room(cut, [say(carol, 'one'), say(carol, 'two'), say(carol, 'three')])
      await opened.database.query('update streams set floor = 3 where id = $1', [cut])
      const open = (await data.rooms.view('general', carol.id)).id
      expect(
        await data.events.judge(carol.id, { [mine]: 1, [left]: 1, [open]: 0, [bob.id]: 0, [crypto.randomUUID()]: 0, nonsense: 3 }),
      ).toMatchObject({
        [mine]: { status: 'ok', head: 1 },
        [left]: { status: 'gone' },
        [open]: { status: 'gone' },
        [bob.id]: { status: 'gone' },
        nonsense: { status: 'gone' },
      })
      const status = async (stream: string, cursor: number): Promise<string | undefined> =>
        (await data.events.judge(carol.id, { [stream]: cursor }))[stream]?.status
      expect([await status(mine, 2), await status(mine, 0)]).toEqual(['resync', 'ok'])
      expect([await status(long, 100), await status(long, 101)]).toEqual(['resync', 'ok'])
      expect([await status(cut, 1), await status(cut, 2), await status(cut, 4)]).toEqual(['resync', 'ok', 'ok'])
      expect(await data.events.judge(carol.id, { [carol.id]: 0 })).toMatchObject({ [carol.id]: { status: 'ok' } })
    })

    test('a read mark moves forward only, never past the head, and tells my own stream', async () => {
      const reader = await person(data, 'Reader')
      const id = await room(data, ann, { with: [reader] })
      await data.append.room(id, [say(ann, 'one'), say(ann, 'two'), say(ann, 'three')])
      expect(await data.rooms.view(id, reader.id)).toMatchObject({ readSeq: 2, unread: 3, head: 5 })
      while ((await data.events.head(reader.id)) < 1) await data.outbox.relay()
      const heard: unknown[] = []
      // what came before may be told late
      const before = await data.events.head(reader.id)
      const stop = data.append.onHeads((heads) => heard.push(...heads.filter(({ stream, head }) => stream === reader.id && head > before)))
      expect(await data.reads.set(reader.id, id, 4)).toEqual({ readSeq: 4 })
      expect(await data.reads.set(reader.id, id, 3)).toEqual({ readSeq: 4 })
      expect(await data.rooms.view(id, reader.id)).toMatchObject({ readSeq: 4, unread: 1 })
      expect(await data.reads.set(reader.id, id, 4_000)).toEqual({ readSeq: 5 })
      stop()
      expect(heard).toHaveLength(2)
      const told = (await wholeStream(data, reader.id)).filter(({ type }) => type === 'read.updated')
      expect(told.map(({ payload }) => payload)).toMatchObject([
        { roomId: id, readSeq: 4 },
        { roomId: id, readSeq: 5 },
      ])
      expect(await data.events.head(id)).toBe(5)
      expect(await refusalOf(data.reads.set(bob.id, id, 1))).toBe('forbidden')
      expect(await refusalOf(data.reads.set(bob.id, crypto.randomUUID(), 1))).toBe('not_found')
    })

    test('a message costs the same rows whatever the membership (rule 19)', async () => {
      const touched = async (way: 'plain' | 'judged', members: number): Promise<number> => {
        const id = await room(data, ann)
        await opened.database.query(
          `with people as (insert into accounts (id, email, name, role, password_hash)
            select new_id(), new_id()::text, 'Crowd', 'user', 'x' from generate_series(1, $2) returning id)
          insert into members select $1, id, 'member', now(), 1, 1, 0 from people`,
          [id, members],
        )
        const by = { plain: 'rows_of_plain($1, $2)', judged: 'rows_of_append($1, $2)' }[way]
        let rows = 0
        // Counted once the plans are settled: a connection makes its first few anew.
        for (let nth = 0; nth < 7; nth++)
          rows = (await opened.database.query<{ rows: number }>(`select ${by} as rows`, [id, ann.id]))[0]?.rows ?? 0
        return rows
      }
      await opened.database.script(`
        create function touched_rows() returns bigint language sql volatile as
        $$ select sum(n_tup_ins + n_tup_upd + n_tup_del + seq_tup_read + coalesce(idx_tup_fetch, 0))::bigint from pg_stat_xact_user_tables $$;
        create function rows_of_append(r uuid, author uuid) returns bigint language plpgsql volatile as $$
        declare before bigint := touched_rows();
        begin
          perform append_room(r, jsonb_build_array(jsonb_build_array(jsonb_build_object(
            'id', new_id(), 'key', new_id(), 'by', author, 'hash', new_id(), 'text', 'hi', 'replyTo', null))));
          return touched_rows() - before;
        end $$;
        create function rows_of_plain(r uuid, author uuid) returns bigint language plpgsql volatile as $$
        declare before bigint := touched_rows();
        begin
          perform append_plain(r, array[author], array[1], array[new_id()], array[new_id()], array[new_id()], array['hi'], null);
          return touched_rows() - before;
        end $$;`)
      for (const way of ['plain', 'judged'] as const) {
        const few = await touched(way, 2)
        const many = await touched(way, 3_000)
        expect(few).toBeGreaterThan(0)
        // A row of the outbox may or may not be waiting meanwhile.
        expect(Math.abs(many - few)).toBeLessThanOrEqual(2)
      }
    })
  })
}
