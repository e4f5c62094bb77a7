import { actor } from './actor'
import { supervise } from './supervisor'
import { recordingHook, virtualClock } from './testkit'

export const box = { capacity: 8, overflow: 'reject' } as const
export const policy = { strategy: 'one_for_one', intensity: { max: 2, within: 1_000 } } as const

/** A root and a part to put under it: the part says when it begins, what it hears and when it ends; `crash` and `return` do so. */
export function scene(over: object = {}) {
  const clock = virtualClock()
  const recorded = recordingHook()
  const root = supervise({ ...policy, clock, hook: recorded.hook, ...over })
  const seen: string[] = []
  const part = actor<string>('part', box, async (self) => {
    seen.push(`+${self.name}`)
    for await (const message of self.inbox) {
      if (message === 'crash') throw new Error('crash')
      if (message === 'return') return
      seen.push(`${self.name} ${message}`)
    }
    seen.push(`-${self.name}`)
  })
  return { clock, root, seen, part, ...recorded }
}
