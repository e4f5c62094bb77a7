import { afterAll, beforeAll, expect, test } from 'bun:test'
import { closeBrowser } from '#test/parts/browser'
import type { Caller } from '#test/parts/call-page'
import { concealedMs, everybodyFlows, joinAndListen, leaveAll, onceOf, openCallers, together, watched } from '#test/parts/group-call'
import { mediaWorkersOf } from '#test/parts/media-workers'
import { startServer, type TestServer } from '#test/parts/server'

let server: TestServer
let callers: Caller[] = []
const windowMs = 5_000

beforeAll(async () => {
  server = await startServer({ mediaWorkers: 1 })
  callers = await openCallers(server.url, ['Anna', 'Boris', 'Vera', 'Grisha', 'Dasha'])
}, 120_000)

afterAll(async () => {
  for (const caller of callers) await caller.close()
  await closeBrowser()
  await server?.stop()
}, 30_000)

const lasting = (caller: Caller, ms: number): Promise<void> => caller.run(`new Promise((resolve) => setTimeout(resolve, ${ms}))`)

test('a worker that dies during the move leaves the call as it was', async () => {
  const four = callers.slice(0, 4)
  for (const caller of four.slice(0, 3)) await joinAndListen(caller)
  await together(four.slice(0, 3), 'p2p')
  const killed = new Promise<void>((resolve) => {
    void four[0]?.page.exposeFunction('onMoving', () => {
      for (const pid of mediaWorkersOf(server.pid)) process.kill(pid, 'SIGKILL')
      resolve()
    })
  })
  await four[0]?.run(`new Promise((done) => call.subscribe(() => {
    if (call.getSnapshot().moving && !globalThis.seen) { globalThis.seen = true; void onMoving() }
    done()
  }))`)
  await joinAndListen(four[3] as Caller)
  await killed
  await together(four, 'p2p')
  await everybodyFlows(four)
}, 90_000)

test('the fourth one moves the call to the SFU: nobody misses anything', async () => {
  const [anna] = callers as [Caller]
  const three = callers.slice(0, 3)
  const four = callers.slice(0, 4)
  await onceOf(5, async () => {
    await leaveAll(four)
    for (const caller of three) await joinAndListen(caller)
    await together(three, 'p2p')
    await everybodyFlows(three)
    const quiet = await watched(three, () => lasting(anna, windowMs))
    const moved = await watched(three, async () => {
      const began = performance.now()
      await joinAndListen(callers[3] as Caller)
      await together(four, 'sfu')
      await lasting(anna, windowMs - (performance.now() - began))
    })
    for (const [index, heard] of moved.entries()) {
      const before = concealedMs(quiet[index] ?? [])
      console.log(`made up for: ${before.toFixed(0)} ms in quiet, ${concealedMs(heard).toFixed(0)} ms around the move`)
      expect(concealedMs(heard)).toBeLessThanOrEqual(before + 100)
      expect(Math.max(...heard.filter(({ kind }) => kind === 'audio').map(({ holeMs }) => holeMs))).toBeLessThanOrEqual(100)
      // from each of the two who were there: a picture on the old way and on the new one
      expect(heard.filter(({ kind, fresh, pictureAt }) => kind === 'video' && fresh && pictureAt !== null).length).toBeGreaterThanOrEqual(2)
    }
    await everybodyFlows(four)
  })
}, 300_000)

test('a fifth one comes straight over the SFU; all five see and hear all', async () => {
  await joinAndListen(callers[4] as Caller)
  await together(callers, 'sfu')
  await everybodyFlows(callers)
}, 60_000)
