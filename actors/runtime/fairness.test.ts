import { describe, expect, test } from 'bun:test'
import { actor, type Ref } from './actor'
import { spawn, type Spawned } from './spawn'

const box = { capacity: 100_000, overflow: 'reject' } as const

/** Counts the turns of the event loop while `busy` ran. */
async function turnsDuring(busy: Promise<unknown>): Promise<number> {
  let turns = 0
  let over = false
  void busy.then(() => {
    over = true
  })
  while (!over) {
    await new Promise<void>((resolve) => void setImmediate(resolve))
    turns++
  }
  return turns
}

describe('fairness', () => {
  test('an actor that sends to itself without end leaves turns to timers', async () => {
    const hot = actor<number>('hot', box, async (self) => {
      for await (const n of self.inbox) {
        if (n === 0) return
        self.ref.send(n - 1)
      }
    })
    const running = spawn(hot, 'h', undefined)
    running.ref.send(50_000)
    expect(await turnsDuring(running.exited)).toBeGreaterThan(20)
  })

  test('so do two that play ping-pong', async () => {
    const player = actor<number, () => Ref<number>>('player', box, async (self, other) => {
      for await (const n of self.inbox) {
        other().send(n - 1)
        if (n <= 0) return
      }
    })
    const ping: Spawned<number> = spawn<number, () => Ref<number>>(player, 'ping', () => pong.ref)
    const pong: Spawned<number> = spawn<number, () => Ref<number>>(player, 'pong', () => ping.ref)
    ping.ref.send(50_000)
    expect(await turnsDuring(Promise.all([ping.exited, pong.exited]))).toBeGreaterThan(20)
  })

  test('and a chain that wakes a parked actor with every message', async () => {
    const refs: Ref<number>[] = []
    let done = (): void => {}
    const finished = new Promise<void>((resolve) => {
      done = resolve
    })
    const link = actor<number, number>('link', box, async (self, at) => {
      for await (const left of self.inbox) {
        if (left === 0) done()
        else refs[(at + 1) % refs.length]?.send(left - 1)
      }
    })
    const chain = Array.from({ length: 5_000 }, (_, at) => spawn(link, `l${at}`, at))
    refs.push(...chain.map((running) => running.ref))
    refs[0]?.send(50_000)
    expect(await turnsDuring(finished)).toBeGreaterThan(20)
    for (const running of chain) await running.stop(0)
  })

  test('heavy messages are counted by their time', async () => {
    const heavy = actor<number>('heavy', box, async (self) => {
      for await (const n of self.inbox) {
        const until = performance.now() + 0.2
        while (performance.now() < until);
        if (n === 0) return
      }
    })
    const running = spawn(heavy, 'h', undefined)
    for (let n = 500; n >= 0; n--) running.ref.send(n)
    // 100 ms of work: by count alone it would have had one turn.
    expect(await turnsDuring(running.exited)).toBeGreaterThan(5)
  })

  test('sockets and timers are served while an actor never rests', async () => {
    let stop = false
    const hot = actor<number>('hot', box, async (self) => {
      for await (const n of self.inbox) {
        if (stop) return
        self.ref.send(n + 1)
      }
    })
    const server = Bun.listen({ hostname: '127.0.0.1', port: 0, socket: { data: (socket, bytes) => void socket.write(bytes) } })
    const running = spawn(hot, 'h', undefined)
    running.ref.send(0)
    const echoes = await new Promise<number>((resolve) => {
      let count = 0
      void Bun.connect({
        hostname: '127.0.0.1',
        port: server.port,
        socket: {
          open: (socket) => void socket.write('ping'),
          data: (socket) => {
            if (++count < 20) return void socket.write('ping')
            socket.end()
            resolve(count)
          },
        },
      })
    })
    await new Promise<void>((resolve) => void setTimeout(resolve, 1))
    expect(echoes).toBe(20)
    stop = true
    expect((await running.exited).kind).toBe('normal')
    void server.stop(true)
  })
})
