import { expect, test } from 'bun:test'
import * as fc from 'fast-check'
import { actor, type Ref } from './actor'
import type { LossReason } from './hook'
import type { Overflow } from './mailbox'
import type { Beyond, Restart } from './restart-plan'
import { supervise } from './supervisor'
import { settle, virtualClock } from './testkit'

type Mail = {
  readonly id: number
  readonly sender: number
  readonly how: 'plain' | 'crash' | 'return' | 'retire' | 'slow' | 'hang' | 'task'
}
type Fate = 'handled' | 'full' | 'dropped' | LossReason

const step = fc.oneof(
  {
    weight: 12,
    arbitrary: fc.record({
      do: fc.constant('send' as const),
      to: fc.nat(2),
      sender: fc.nat(2),
      times: fc.oneof({ weight: 4, arbitrary: fc.constant(1) }, { weight: 1, arbitrary: fc.integer({ min: 2, max: 200 }) }),
      how: fc.oneof(
        { weight: 8, arbitrary: fc.constant('plain' as const) },
        { weight: 1, arbitrary: fc.constantFrom('crash', 'return', 'retire', 'slow', 'hang', 'task') },
      ),
    }),
  },
  { weight: 3, arbitrary: fc.record({ do: fc.constant('settle' as const) }) },
  { weight: 2, arbitrary: fc.record({ do: fc.constant('advance' as const), ms: fc.nat(300) }) },
  { weight: 1, arbitrary: fc.record({ do: fc.constant('ensure' as const), to: fc.nat(2) }) },
)

const scenario = fc.record({
  overflow: fc.constantFrom<Overflow>('reject', 'drop-oldest', 'drop-newest'),
  restart: fc.constantFrom<Restart>('permanent', 'transient', 'temporary'),
  beyond: fc.constantFrom<Beyond>('escalate', 'abandon'),
  strategy: fc.constantFrom('one_for_one' as const, 'one_for_all' as const, 'rest_for_one' as const),
  max: fc.nat(4),
  backoff: fc.constantFrom(0, 50),
  capacity: fc.oneof(fc.integer({ min: 1, max: 6 }), fc.constant(300)),
  steps: fc.array(step, { maxLength: 80, size: 'max' }),
  drain: fc.constantFrom(0, 100, 1_000),
})

test('every message is handled, refused or dead-lettered exactly once', async () => {
  const seed = Number(process.env['SEED'] ?? Date.now() & 0x7fffffff)
  const runs = Number(process.env['RUNS'] ?? 150)
  await fc.assert(
    fc.asyncProperty(scenario, async ({ overflow, restart, beyond, strategy, max, backoff, capacity, steps, drain }) => {
      const clock = virtualClock()
      const fates = new Map<number, Fate[]>()
      const thrown = new Set<number>()
      const fate = (mail: Mail, what: Fate): void => void fates.get(mail.id)?.push(what)
      const root = supervise({
        strategy,
        beyond,
        intensity: { max, within: 500 },
        backoff: { first: backoff, max: backoff * 4 },
        clock,
        hook: { deadLetter: (reason, _kind, _name, message) => fate(message as Mail, reason) },
      })
      const definition = actor<Mail | 'mine'>('any', { capacity, overflow }, async (self) => {
        self.every(70, 'mine')
        for await (const mail of self.inbox) {
          if (mail === 'mine') continue
          if (mail.how === 'crash') {
            thrown.add(mail.id)
            throw new Error('crash')
          }
          fate(mail, 'handled')
          if (mail.how === 'return' || (mail.how === 'retire' && self.retire())) return
          if (mail.how === 'slow') await new Promise<void>((resolve) => void clock.after(40, resolve))
          if (mail.how === 'hang') await new Promise(() => {})
          if (mail.how === 'task')
            self.go(
              () => new Promise<void>((resolve) => void clock.after(40, resolve)),
              () => 'mine',
            )
        }
      })
      const refs: Ref<Mail>[] = []
      // The first is declared, the others are dynamic.
      refs[0] = root.start(definition, 'c0', undefined, { restart, shutdown: 100 }) as Ref<Mail>
      const ensure = (at: number): void => {
        if (at > 0) refs[at] = root.ensure(definition, `c${at}`, undefined, { restart, shutdown: 100 }) as Ref<Mail>
      }
      ensure(1)
      ensure(2)
      let id = 0
      const answered = new Map<number, string>()
      for (const now of steps) {
        if (now.do === 'settle') await settle()
        else if (now.do === 'advance') await clock.advance(now.ms)
        else if (now.do === 'ensure') ensure(now.to)
        else {
          for (let i = 0; i < now.times; i++) {
            const mail = { id: id++, sender: now.sender, how: now.how } as Mail
            fates.set(mail.id, [])
            answered.set(mail.id, (refs[now.to] as Ref<Mail>).send(mail))
          }
        }
      }
      const stopped = root.stop(drain)
      await clock.advance(2_000)
      await stopped

      for (const [mail, all] of fates) {
        // Thrown and killed in the same turn: the kill was first, so it counts as handled.
        if (all.length === 0 && thrown.has(mail)) all.push('handled')
        expect([mail, all.length]).toEqual([mail, 1])
      }
      for (const [mail, result] of answered) {
        if (result === 'dead' || result === 'full') expect(fates.get(mail)).toEqual([result])
        if (result === 'dropped' && overflow === 'drop-newest') expect(fates.get(mail)).toEqual(['full'])
        if (result === 'ok') expect(fates.get(mail)).not.toEqual(['dead'])
      }
      for (const ref of refs) expect(ref.send({ id: -1, sender: 0, how: 'plain' })).toBe('dead')
      expect(root.snapshot().children).toEqual([])
    }),
    { numRuns: runs, seed },
  )
}, 60_000)

test('a sender is heard in the order it sent, across crashes, restarts and shedding', async () => {
  await fc.assert(
    fc.asyncProperty(
      fc.array(fc.record({ sender: fc.nat(3), crash: fc.nat(9), settle: fc.nat(5) }), { maxLength: 80, size: 'max' }),
      fc.constantFrom<Overflow>('reject', 'drop-oldest', 'drop-newest'),
      async (steps, overflow) => {
        const heard = new Map<number, number[]>()
        const root = supervise({ strategy: 'one_for_one', intensity: { max: 1_000, within: 1 }, clock: virtualClock() })
        const definition = actor<{ sender: number; n: number; crash: boolean }>('any', { capacity: 5, overflow }, async (self) => {
          for await (const { sender, n, crash } of self.inbox) {
            heard.set(sender, [...(heard.get(sender) ?? []), n])
            if (crash) throw new Error('crash')
          }
        })
        const ref = root.ensure(definition, 'a', undefined)
        for (const [n, { sender, crash, settle: pause }] of steps.entries()) {
          ref.send({ sender, n, crash: crash === 0 })
          if (pause === 0) await settle()
        }
        await root.stop()
        for (const ns of heard.values()) expect(ns).toEqual(ns.toSorted((a, b) => a - b))
      },
    ),
    { numRuns: 100 },
  )
}, 60_000)
