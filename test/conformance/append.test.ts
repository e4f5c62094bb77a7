import { afterAll, beforeAll, describe, expect, test } from 'bun:test'
import type { Account } from '#src/data/accounts'
import type { Data } from '#src/data/data'
import { drivers, type Opened } from './drivers'
import { append, codeOf, person, room, say, sentOf, wholeStream } from './scene'

for (const driver of drivers) {
  describe(`append on ${driver.name}`, () => {
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

    test('an accepted message takes the next seq and ordinal and is there to read', async () => {
      const id = await room(data, ann)
      const { head, generation, outcomes } = await data.append.room(id, [say(ann, 'one'), say(ann, 'two')])
      expect(outcomes.map(codeOf)).toEqual(['ok', 'ok'])
      expect([head, generation]).toEqual([3, data.generation])
      const { items } = await data.messages.history(id, ann.id, { limit: 10 })
      expect(items.map(({ seq, no, text }) => [seq, no, text])).toEqual([
        [2, 1, 'one'],
        [3, 2, 'two'],
      ])
    })

    test('refused commands take no seq (rule 1)', async () => {
      const open = await room(data, ann)
      const hidden = await room(data, ann, { visibility: 'private' })
      const nobody = crypto.randomUUID()
      const { head, outcomes } = await data.append.room(open, [
        say(bob, 'no member'),
        say(ann, 'first'),
        { ...say(ann, 'reply to nothing'), replyTo: nobody },
        say(bob, 'still no member'),
        { type: 'member.add', by: bob.id, userId: bob.id },
        say(ann, 'second'),
      ])
      expect(outcomes.map(codeOf)).toEqual(['forbidden', 'ok', 'not_found', 'forbidden', 'forbidden', 'ok'])
      expect([sentOf(outcomes[1]).seq, sentOf(outcomes[5]).seq, head]).toEqual([2, 3, 3])
      expect(codeOf(await append(data, hidden, say(bob, 'cannot see it')))).toBe('not_found')
      expect(codeOf(await append(data, nobody, say(bob, 'no such room')))).toBe('not_found')
      expect(await data.events.head(hidden)).toBe(1)
    })

    test('a repeat is answered byte for byte as the first was, on any node (rule 4)', async () => {
      const id = await room(data, ann)
      const command = say(ann, 'once')
      const first = await append(data, id, command)
      const again = await append(await opened.another(), id, command)
      expect(JSON.stringify(sentOf(again))).toBe(JSON.stringify(sentOf(first)))
      expect(again.ok && again.event).toBeNull()
      expect(await data.events.head(id)).toBe(2)
    })

    test('a repeat is answered even after its author was removed', async () => {
      const id = await room(data, ann, { with: [bob] })
      const command = say(bob, 'before leaving')
      const first = await append(data, id, command)
      await append(data, id, { type: 'member.remove', by: bob.id, userId: bob.id })
      expect(sentOf(await append(data, id, command))).toEqual(sentOf(first))
    })

    test('the same key twice in one batch is one message', async () => {
      const id = await room(data, ann)
      const command = say(ann, 'twin')
      const { head, outcomes } = await data.append.room(id, [command, say(ann, 'between'), command, say(ann, 'other', command.key)])
      expect(outcomes.map(codeOf)).toEqual(['ok', 'ok', 'ok', 'idempotency_conflict'])
      expect(sentOf(outcomes[2])).toEqual(sentOf(outcomes[0]))
      expect(head).toBe(3)
    })

    test('a key used for another text or another room is a conflict (rule 4)', async () => {
      const [here, there] = [await room(data, ann), await room(data, ann)]
      const command = say(ann, 'text')
      await append(data, here, command)
      expect(codeOf(await append(data, here, { ...command, text: 'other text' }))).toBe('idempotency_conflict')
      expect(codeOf(await append(data, there, command))).toBe('idempotency_conflict')
      expect(codeOf(await append(data, here, { ...say(bob, 'text', command.key) }))).toBe('forbidden')
    })

    test('one key sent to two rooms at the same moment is stored in one of them', async () => {
      const other = await opened.another()
      for (let round = 0; round < 8; round += 1) {
        const [here, there] = [await room(data, ann), await room(data, ann)]
        const command = say(ann, 'where')
        const outcomes = await Promise.all([append(data, here, command), append(other, there, command)])
        expect(outcomes.map(codeOf).toSorted()).toEqual(['idempotency_conflict', 'ok'])
      }
    })

    test('two writers with the same keys store each message once and get the same answers (rule 1)', async () => {
      const id = await room(data, ann)
      const other = await opened.another()
      const commands = Array.from({ length: 60 }, (_, at) => say(ann, `message ${at}`))
      const batches = async (from: Data, order: readonly (typeof commands)[number][]): Promise<Map<string, unknown>> => {
        const answers = new Map<string, unknown>()
        for (let at = 0; at < order.length; at += 6) {
          const slice = order.slice(at, at + 6)
          const { outcomes } = await from.append.room(id, slice)
          slice.forEach(({ key }, nth) => answers.set(key, sentOf(outcomes[nth])))
        }
        return answers
      }
      const [mine, theirs] = await Promise.all([batches(data, commands), batches(other, commands.toReversed())])
      for (const { key } of commands) expect(mine.get(key)).toEqual(theirs.get(key))
      expect(await data.events.head(id)).toBe(61)
    })

    test('eight writers leave no gap in seq or ordinals, whatever is refused or repeated between', async () => {
      const id = await room(data, ann)
      const nodes = [data, await opened.another(), await opened.another()]
      const known = say(ann, 'known')
      await append(data, id, known)
      await Promise.all(
        Array.from({ length: 8 }, async (_, writer) => {
          const node = nodes[writer % nodes.length] as Data
          for (let round = 0; round < 6; round += 1) {
            await node.append.room(id, [say(ann, `a${writer}.${round}`), known, say(bob, 'refused'), say(ann, `b${writer}.${round}`)])
          }
        }),
      )
      const events = await wholeStream(data, id)
      expect(events.map(({ seq }) => seq)).toEqual(Array.from({ length: 98 }, (_, at) => at + 1))
      const { items, head } = await data.messages.history(id, ann.id, { limit: 200 })
      expect(items.map(({ no }) => no)).toEqual(Array.from({ length: 97 }, (_, at) => at + 1))
      expect(head).toBe(98)
      const times = items.map(({ createdAt }) => createdAt)
      expect(times).toEqual(times.toSorted())
    })

    test('a poisonous command is found and refused alone; the others keep their order (rule 7)', async () => {
      const id = await room(data, ann)
      const commands = Array.from({ length: 21 }, (_, at) => say(ann, `message ${at}`))
      commands[13] = { ...say(ann, 'poison'), by: 'not a uuid' }
      const { outcomes } = await data.append.room(id, commands)
      expect(outcomes.map(codeOf)).toEqual(commands.map((_, at) => (at === 13 ? 'internal' : 'ok')))
      const { items } = await data.messages.history(id, ann.id, { limit: 50 })
      expect(items.map(({ text }) => text)).toEqual(commands.filter((_, at) => at !== 13).map(({ text }) => text))
    })

    test('text that Postgres cannot keep is refused alone and never reaches it', async () => {
      const id = await room(data, ann)
      const { outcomes, head } = await data.append.room(id, [say(ann, 'a\u0000b'), say(ann, 'half \ud83d'), say(ann, 'whole 😀 \\u0000')])
      expect(outcomes.map(codeOf)).toEqual(['invalid', 'invalid', 'ok'])
      expect(head).toBe(2)
      expect((await data.messages.history(id, ann.id, { limit: 1 })).items[0]?.text).toBe('whole 😀 \\u0000')
    })

    test('nobody posts after their removal (rule 2)', async () => {
      const id = await room(data, ann, { with: [bob] })
      const { outcomes } = await data.append.room(id, [
        say(bob, 'in'),
        { type: 'member.remove', by: ann.id, userId: bob.id },
        say(bob, 'out'),
      ])
      expect(outcomes.map(codeOf)).toEqual(['ok', 'ok', 'forbidden'])
      const other = await opened.another()
      await append(data, id, { type: 'member.add', by: ann.id, userId: bob.id })
      const posts = Array.from({ length: 20 }, () => append(other, id, say(bob, 'racing')))
      const removal = append(data, id, { type: 'member.remove', by: ann.id, userId: bob.id })
      const settled = await Promise.all([...posts, removal])
      const events = await wholeStream(data, id)
      const removedAt = events.findLast(({ type }) => type === 'member.left')?.seq ?? 0
      const seqs = settled.slice(0, 20).flatMap((outcome) => (outcome.ok ? [sentOf(outcome).seq] : []))
      expect(seqs.every((seq) => seq < removedAt)).toBe(true)
      expect(codeOf(await append(other, id, say(bob, 'after')))).toBe('forbidden')
    })

    test('what is replayed is what was told live (rule 11)', async () => {
      const id = await room(data, ann)
      const first = await append(data, id, say(ann, 'to be answered'))
      const { outcomes } = await data.append.room(id, [
        { type: 'member.join', by: bob.id },
        { ...say(bob, 'an answer'), replyTo: sentOf(first).messageId },
        { type: 'member.role', by: ann.id, userId: bob.id, role: 'moderator' },
        { type: 'call.start', by: bob.id, callId: crypto.randomUUID() },
        { type: 'room.update', by: bob.id, topic: 'news' },
      ])
      const live = [first, ...outcomes].map((outcome) => (outcome.ok ? outcome.event : null))
      const { events } = await data.events.read(id, 1, 100)
      expect(events.map((event) => JSON.stringify(event))).toEqual(live.map((event) => JSON.stringify(event)))
    })

    test('every commit that moves a head tells those who listen, once (rule 10)', async () => {
      const id = await room(data, ann)
      const heard: number[] = []
      const stop = data.append.onHeads((heads) => heads.forEach(({ stream, head }) => stream === id && heard.push(head)))
      await data.append.room(id, [say(ann, 'one'), say(ann, 'two')])
      await append(data, id, say(bob, 'refused'))
      stop()
      await append(data, id, say(ann, 'three'))
      expect(heard).toEqual([3])
    })

    test('more commands than one transaction takes are stored in order', async () => {
      const id = await room(data, ann)
      const { head, outcomes } = await data.append.room(
        id,
        Array.from({ length: 600 }, (_, at) => say(ann, String(at))),
      )
      expect(head).toBe(601)
      expect(outcomes.map((outcome) => sentOf(outcome).seq)).toEqual(Array.from({ length: 600 }, (_, at) => at + 2))
    })
  })
}
