import { expect, test } from 'bun:test'
import { actor } from './actor'
import { census } from './census'
import { countingHook } from './hook'
import { supervise } from './supervisor'
import { settle } from './testkit'

const deaf = actor<string>('deaf', { capacity: 64, overflow: 'reject' }, () => new Promise(() => {}))
const fragile = actor<string>('fragile', { capacity: 64, overflow: 'reject' }, async (self) => {
  for await (const message of self.inbox) if (message === 'crash') throw new Error('crash')
})

function grown() {
  const { hook, counts } = countingHook()
  const root = supervise({ name: 'node', strategy: 'one_for_one', intensity: { max: 10, within: 1_000 }, hook })
  const branch = root.supervise('deep', { strategy: 'one_for_one', intensity: { max: 10, within: 1_000 } })
  return { root, branch, look: (query: { kind?: string; limit: number }) => census(root.snapshot(), counts(), query) }
}

test('totals by kind, the deepest and the restarted, and where they are in the tree', async () => {
  const { root, branch, look } = grown()
  const weak = root.start(fragile, 'weak', undefined)
  for (const depth of [1, 3, 2]) {
    const ref = branch.ensure(deaf, `deaf:${depth}`, undefined)
    for (let n = 0; n < depth; n++) ref.send('x')
  }
  branch.ensure(deaf, 'deaf:idle', undefined)
  weak.send('crash')
  await settle()

  const { kinds, supervisors, deepest, restarted, actors, deadLetters } = look({ limit: 2 })
  const none = { full: 0, dead: 0, stopped: 0, poison: 0 }
  expect(actors).toBe(5)
  expect(kinds).toEqual([
    { kind: 'deaf', alive: 4, depth: 6, deepest: 3, started: 4, restarts: 0, crashes: 0, deadLetters: none },
    { kind: 'fragile', alive: 1, depth: 0, deepest: 0, started: 2, restarts: 1, crashes: 1, deadLetters: { ...none, poison: 1 } },
  ])
  expect(deadLetters).toEqual({ ...none, poison: 1 })
  expect(supervisors).toEqual([
    { name: 'node', under: [], state: 'running', restarts: 0, children: 2 },
    { name: 'deep', under: ['node'], state: 'running', restarts: 0, children: 4 },
  ])
  expect(deepest.map(({ name, depth, under }) => [name, depth, under.join('/')])).toEqual([
    ['deaf:3', 3, 'node/deep'],
    ['deaf:2', 2, 'node/deep'],
  ])
  expect(restarted).toEqual([{ name: 'weak', kind: 'fragile', under: ['node'], state: 'running', depth: 0, restarts: 1 }])
  await root.stop(0)
})

test('one kind alone, counted also when none of it lives', async () => {
  const { root, branch, look } = grown()
  branch.ensure(deaf, 'deaf:1', undefined).send('x')
  const short = actor<string>('short', { capacity: 1, overflow: 'reject' }, async () => {})
  branch.ensure(short, 'short:1', undefined)
  await settle()
  expect(look({ kind: 'short', limit: 5 })).toMatchObject({ actors: 1, kinds: [{ kind: 'short', alive: 0, started: 1 }], deepest: [] })
  expect(look({ kind: 'deaf', limit: 5 })).toMatchObject({ kinds: [{ kind: 'deaf', alive: 1 }], deepest: [{ name: 'deaf:1' }] })
  await root.stop(0)
})

test('the lists stay short and right among many', async () => {
  const { root, branch, look } = grown()
  for (let nth = 0; nth < 500; nth++) {
    const ref = branch.ensure(deaf, `deaf:${nth}`, undefined)
    for (let n = 0; n < (nth * 7) % 13; n++) ref.send('x')
  }
  await settle()
  expect(look({ limit: 3 }).deepest.map(({ depth }) => depth)).toEqual([12, 12, 12])
  await root.stop(0)
})
