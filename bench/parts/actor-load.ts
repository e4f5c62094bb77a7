import { actor, type Ref } from '#actors/runtime/actor'
import { ask, type Reply } from '#actors/runtime/ask'
import { spawn } from '#actors/runtime/spawn'

/**
 * One case of the actors bench on our runtime, in a process of its own that can be pinned to a core. otp_load.erl is the same, line by
 * line, for Erlang/OTP. Prints how many messages or actors it did, in how many milliseconds of CPU and of the clock.
 */
const BOUND = 1_024
const BATCH = 64
const SENDERS = 8
/** Sixty-four bytes travel with every message. */
const body = 'x'.repeat(64)

type Ping = { readonly type: 'ping'; readonly from: Ref<Ping>; readonly left: number; readonly body: string }
type Item = { readonly type: 'item'; readonly nth: number; readonly from: Ref<Go>; readonly body: string }
type Go = { readonly type: 'go' }
type Question = { readonly type: 'question'; readonly nth: number; readonly body: string; readonly reply: Reply<number> }
type Hello = { readonly type: 'hello'; readonly body: string }

const mailbox = { capacity: BOUND, overflow: 'reject' } as const

async function pingPong(messages: number): Promise<number> {
  const done = Promise.withResolvers<void>()
  const player = actor<Ping>('player', mailbox, async (self) => {
    for await (const { from, left } of self.inbox) {
      if (left === 0) done.resolve()
      else from.send({ type: 'ping', from: self.ref, left: left - 1, body })
    }
  })
  const [one, other] = [spawn(player, 'one', undefined), spawn(player, 'other', undefined)]
  one.ref.send({ type: 'ping', from: other.ref, left: messages, body })
  await done.promise
  await Promise.all([one.stop(0), other.stop(0)])
  return messages
}

/** Eight send to one; each sends the next batch when the last one was read, so that nobody is refused and nobody spins. */
async function fanIn(messages: number): Promise<number> {
  const done = Promise.withResolvers<void>()
  const each = messages / SENDERS
  const sink = actor<Item>('sink', mailbox, async (self) => {
    let got = 0
    for await (const { nth, from } of self.inbox) {
      if (++got === messages) done.resolve()
      if ((nth + 1) % BATCH === 0) from.send({ type: 'go' })
    }
  })
  const source = actor<Go, Ref<Item>>('source', mailbox, async (self, to) => {
    let nth = 0
    for await (const _ of self.inbox) {
      for (let n = 0; n < BATCH && nth < each; n++) to.send({ type: 'item', nth: nth++, from: self.ref, body })
    }
  })
  const to = spawn(sink, 'sink', undefined)
  const sources = Array.from({ length: SENDERS }, (_, nth) => spawn(source, `source ${nth}`, to.ref))
  for (const { ref } of sources) ref.send({ type: 'go' })
  await done.promise
  await Promise.all([to, ...sources].map((one) => one.stop(0)))
  return messages
}

async function asks(questions: number): Promise<number> {
  const oracle = actor<Question>('oracle', mailbox, async (self) => {
    for await (const { nth, reply } of self.inbox) reply.ok(nth)
  })
  const { ref, stop } = spawn(oracle, 'oracle', undefined)
  for (let nth = 0; nth < questions; nth++) {
    const answer = await ask<Question, number>(ref, 5_000, (reply) => ({ type: 'question', nth, body, reply }))
    if (answer !== nth) throw new Error(`asked ${nth}, heard ${answer}`)
  }
  await stop(0)
  return questions
}

/** Each is begun, gets one message, answers it and ends. */
async function spawns(actors: number): Promise<number> {
  const done = Promise.withResolvers<void>()
  let answered = 0
  const child = actor<Hello>('child', mailbox, async (self) => {
    for await (const _ of self.inbox) {
      if (++answered === actors) done.resolve()
      return
    }
  })
  const children = Array.from({ length: actors }, (_, nth) => spawn(child, `child ${nth}`, undefined))
  for (const { ref } of children) ref.send({ type: 'hello', body })
  await done.promise
  await Promise.all(children.map(({ exited }) => exited))
  return actors
}

const cases: Readonly<Record<string, (count: number) => Promise<number>>> = {
  'ping-pong': pingPong,
  'fan-in': fanIn,
  ask: asks,
  spawn: spawns,
}
const [name = '', count = '0'] = process.argv.slice(2)
const run = cases[name]
if (!run) throw new Error(`no case ${name}`)
await run(Number(count) / 5)
Bun.gc(true)
const cpu = process.cpuUsage()
const began = performance.now()
const done = await run(Number(count))
const wallMs = performance.now() - began
const { user, system } = process.cpuUsage(cpu)
console.log(JSON.stringify({ done, wallMs, cpuMs: (user + system) / 1_000 }))
process.exit(0)
