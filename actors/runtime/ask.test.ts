import { describe, expect, test } from 'bun:test'
import * as fc from 'fast-check'
import { actor, type Ref } from './actor'
import { ask, AskRefused, AskTimeout, type Reply } from './ask'
import { spawn } from './spawn'
import { supervise } from './supervisor'
import { probe, recordingHook, settle, virtualClock } from './testkit'

type Message = { readonly do: 'answer' | 'crash' | 'ignore' | 'return'; readonly reply?: Reply<number> }

const box = { capacity: 2, overflow: 'reject' } as const
const run = async (self: { readonly inbox: AsyncIterable<Message> }): Promise<void> => {
  for await (const message of self.inbox) {
    if (message.do === 'crash') throw new Error('crash')
    if (message.do === 'return') return
    if (message.do === 'answer') message.reply?.ok(42)
  }
}
const answerer = actor<Message>('answerer', box, run)
const dropper = actor<Message>('dropper', { capacity: 1, overflow: 'drop-oldest' }, run)
const policy = { strategy: 'one_for_one', intensity: { max: 5, within: 1_000 } } as const

const put = (what: Message['do']) => (reply: Reply<number>) => ({ do: what, reply })
const why = (promise: Promise<unknown>): Promise<unknown> =>
  promise.then(
    (value) => value,
    (error: unknown) => (error instanceof AskRefused ? error.why : error),
  )

describe('ask', () => {
  test('resolves with the answer, and leaves nothing behind', async () => {
    const clock = virtualClock()
    const target = spawn(answerer, 'a', undefined, { clock })
    expect(await ask(target.ref, 100, put('answer'))).toBe(42)
    expect(clock.pending).toBe(0)
    await target.stop(0)
  })

  test('is forgotten by its target once answered', async () => {
    const target = probe<Message>()
    let remembered = 0
    const ref: Ref<Message> = {
      ...target.ref,
      onLost: (message, listener) => {
        const forget = target.ref.onLost(message, listener)
        remembered++
        return () => {
          remembered--
          forget()
        }
      },
    }
    const answer = ask(ref, 100, put('answer'))
    expect(remembered).toBe(1)
    target.got[0]?.reply?.ok(7)
    expect(await answer).toBe(7)
    expect(remembered).toBe(0)
  })

  test('times out; a late reply and a second reply are ignored', async () => {
    const clock = virtualClock()
    const target = spawn(answerer, 'a', undefined, { clock })
    let late: Reply<number> | undefined
    const answer = ask<Message, number>(target.ref, 100, (reply) => {
      late = reply
      return { do: 'ignore', reply }
    })
    const outcome = why(answer)
    await clock.advance(100)
    expect(await outcome).toBeInstanceOf(AskTimeout)
    late?.ok(1)
    late?.fail(new Error('later still'))
    expect(await outcome).toBeInstanceOf(AskTimeout)
    await target.stop(0)
  })

  test('fails with what the actor says', async () => {
    const refuser = actor<Reply<number>>('refuser', box, async (self) => {
      for await (const reply of self.inbox) reply.fail(new Error('not found'))
    })
    const target = spawn(refuser, 'r', undefined)
    expect(await why(ask<Reply<number>, number>(target.ref, 100, (reply) => reply))).toEqual(new Error('not found'))
    await target.stop(0)
  })

  test('a full target and a dead target refuse at once', async () => {
    const clock = virtualClock()
    const target = spawn(answerer, 'a', undefined, { clock })
    target.ref.send({ do: 'ignore' })
    target.ref.send({ do: 'ignore' })
    expect(await why(ask(target.ref, 100, put('answer')))).toBe('full')
    await target.stop(1_000)
    expect(await why(ask(target.ref, 100, put('answer')))).toBe('dead')
    expect(clock.pending).toBe(0)
  })

  test('a question shed by a later message fails at once, the later one is answered', async () => {
    const target = spawn(dropper, 'd', undefined)
    const first = why(ask(target.ref, 100, put('answer')))
    expect(await ask(target.ref, 100, put('answer'))).toBe(42)
    expect(await first).toBe('full')
    await target.stop(0)
  })

  test('the question that crashed its target is told so; one still unread waits for the next incarnation', async () => {
    const root = supervise(policy)
    const target = root.ensure(answerer, 'a', undefined)
    const poison = why(ask(target, 100, put('crash')))
    const unread = ask(target, 100, put('answer'))
    expect(await poison).toBe('poison')
    expect(await unread).toBe(42)
    await root.stop()
  })

  test('a question taken but not answered fails when its reader exits', async () => {
    const root = supervise(policy)
    const target = root.ensure(answerer, 'a', undefined)
    const taken = why(ask(target, 100, put('ignore')))
    target.send({ do: 'crash' })
    expect(await taken).toBe('exited: crash')
    await root.stop()
  })

  test('a target that returns, or is stopped with the question unread, refuses', async () => {
    const { hook, letters } = recordingHook()
    const target = spawn(answerer, 'a', undefined, { hook })
    target.ref.send({ do: 'return' })
    expect(await why(ask(target.ref, 100, put('answer')))).toBe('stopped')
    expect(letters.map((letter) => letter.reason)).toEqual(['stopped'])
  })

  test('a target that waits for its backoff answers after it; one stopped while it waits refuses', async () => {
    const clock = virtualClock()
    const root = supervise({ ...policy, backoff: { first: 100, max: 100 }, clock })
    const target = root.ensure(answerer, 'a', undefined)
    target.send({ do: 'crash' })
    await settle()
    target.send({ do: 'crash' })
    await settle()
    expect(root.snapshot().children?.[0]?.state).toBe('down')
    const patient = ask(target, 1_000, put('answer'))
    await clock.advance(100)
    expect(await patient).toBe(42)

    target.send({ do: 'crash' })
    await settle()
    const unlucky = why(ask(target, 1_000, put('answer')))
    await root.stop()
    expect(await unlucky).toBe('stopped')
    expect(clock.pending).toBe(0)
  })
})

test('every question settles, whatever happens to its target, and leaves nothing behind', async () => {
  const step = fc.oneof(
    { weight: 6, arbitrary: fc.constantFrom('answer' as const, 'ignore' as const) },
    { weight: 2, arbitrary: fc.constantFrom('crash' as const, 'return' as const, 'settle' as const, 'ensure' as const) },
  )
  await fc.assert(
    fc.asyncProperty(
      fc.array(step, { maxLength: 50, size: 'max' }),
      fc.constantFrom('reject' as const, 'drop-oldest' as const, 'drop-newest' as const),
      fc.nat(3),
      async (steps, overflow, max) => {
        const clock = virtualClock()
        const root = supervise({ strategy: 'one_for_one', beyond: 'abandon', intensity: { max, within: 1_000 }, clock })
        const definition = actor<Message>('any', { capacity: 3, overflow }, run)
        let target = root.ensure(definition, 'a', undefined)
        const answers: [string, Promise<unknown>][] = []
        for (const what of steps) {
          if (what === 'settle') await settle()
          else if (what === 'ensure') target = root.ensure(definition, 'a', undefined)
          else answers.push([what, why(ask(target, 100, put(what)))])
        }
        await clock.advance(100)
        expect(clock.pending).toBe(0)
        for (const [what, answer] of answers) {
          const outcome = await answer
          if (outcome === 42) expect(what).toBe('answer')
          else expect(outcome instanceof AskTimeout || /^(full|dead|stopped|poison|exited: .*)$/.test(String(outcome))).toBe(true)
        }
        await root.stop()
      },
    ),
    { numRuns: 200 },
  )
})
