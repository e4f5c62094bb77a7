import { expect, test } from 'bun:test'
import { actor } from './actor'
import { ask, type Reply } from './ask'
import { supervise } from './supervisor'

type Message = { readonly type: 'put'; readonly value: number } | { readonly type: 'sum'; readonly reply: Reply<number> }

const adder = actor<Message>('adder', { capacity: 100, overflow: 'reject' }, async (self) => {
  let sum = 0
  for await (const message of self.inbox) {
    switch (message.type) {
      case 'put':
        if (message.value < 0) throw new Error('poison')
        sum += message.value
        break
      case 'sum':
        message.reply.ok(sum)
        break
      default:
        message satisfies never
    }
  }
})

test('a crash loses the poison and the state, never what others sent after it', async () => {
  const root = supervise({ strategy: 'one_for_one', intensity: { max: 3, within: 1_000 } })
  const ref = root.ensure(adder, 'a', undefined)
  for (const value of [1, 2, -1, 10, 20]) expect(ref.send({ type: 'put', value })).toBe('ok')
  expect(await ask<Message, number>(ref, 1_000, (reply) => ({ type: 'sum', reply }))).toBe(30)
  expect(root.snapshot().children).toEqual([{ kind: 'adder', name: 'a', state: 'running', depth: 0, restarts: 1 }])
  expect((await root.stop()).kind).toBe('shutdown')
  expect(ref.send({ type: 'put', value: 1 })).toBe('dead')
})
