import { afterAll, beforeAll, expect, test } from 'bun:test'
import { closeBrowser } from '#test/parts/browser'
import { openCaller, type Caller } from '#test/parts/call-page'
import { startServer, type TestServer } from '#test/parts/server'
import { until } from '#test/parts/until'

let server: TestServer
const callers: Caller[] = []

beforeAll(async () => {
  server = await startServer()
  for (const name of ['Anna', 'Boris', 'Vera', 'Grisha']) callers.push(await openCaller(server.url, name))
}, 120_000)

afterAll(async () => {
  for (const caller of callers) await caller.close()
  await closeBrowser()
  await server?.stop()
}, 30_000)

const [anna, boris, vera, grisha] = [0, 1, 2, 3].map((index) => (): Caller => callers[index] as Caller) as [
  () => Caller,
  () => Caller,
  () => Caller,
  () => Caller,
]

test('two hear and see each other', async () => {
  await anna().join()
  await boris().join()
  await connected(anna(), 1)
  await connected(boris(), 1)
  await mediaFlows(anna())
  await mediaFlows(boris())
  await anna().run(
    `call.getSnapshot().participants.filter((each) => !each.self).map((each) => Object.assign(globalThis.sound = new Audio(), { srcObject: each.stream }).play())[0]`,
  )
  await until('somebody is heard to speak', async () => (await anna().state()).others.some(({ speaking }) => speaking))
}, 60_000)

test('microphone and camera are switched without a new offer', async () => {
  await boris().run('call.setCamera(false)')
  await boris().run('call.setMicrophone(false)')
  await until('Anna knows', async () => (await anna().state()).others.every(({ audio, video }) => !audio && !video))
  const [before] = await anna().stats()
  await boris().run('call.setCamera(true)')
  await boris().run('call.setMicrophone(true)')
  await until('Anna knows', async () => (await anna().state()).others.every(({ audio, video }) => audio && video))
  await until('Anna sees again', async () => ((await anna().stats())[0]?.videoFramesDecoded ?? 0) > (before?.videoFramesDecoded ?? 0) + 10)
}, 60_000)

test('a cut socket does not end the call: the seat is kept and media goes on', async () => {
  const seat = (await anna().state()).participantId
  const [before] = await anna().stats()
  await anna().run('client.connection.cut()')
  await until('back', async () => (await anna().state()).state === 'live' && (await anna().run('client.connection.isOnline')))
  expect((await anna().state()).participantId).toBe(seat)
  await until('more frames', async () => ((await anna().stats())[0]?.videoFramesDecoded ?? 0) > (before?.videoFramesDecoded ?? 0) + 10)
}, 60_000)

test('a third one meets both; a fourth is told the call is full', async () => {
  await vera().join()
  for (const caller of [anna(), boris(), vera()]) await connected(caller, 2)
  await mediaFlows(vera())
  await grisha().join()
  await until('refused', async () => (await grisha().state()).state === 'failed')
  expect((await grisha().state()).error).toBe('call_full')
}, 60_000)

test('one leaves, the others see it; the room knows the call', async () => {
  await vera().run('call.leave()')
  await until('gone', async () => (await anna().state()).others.length === 1)
  const inCall = await vera().run<number>('client.connection.request("call.state", { roomId }).then((state) => state.participants.length)')
  expect(inCall).toBe(2)
}, 60_000)

test('the server is killed and comes back: everybody is in the call again by themselves', async () => {
  const seat = (await anna().state()).participantId
  await server.kill()
  await server.start()
  await until('new seat', async () => {
    await anna().run('client.connection.retryNow()')
    await boris().run('client.connection.retryNow()')
    const { participantId, state } = await anna().state()
    return participantId !== seat && state === 'live'
  })
  await connected(anna(), 1)
  await connected(boris(), 1)
  await mediaFlows(anna())
  await mediaFlows(boris())
}, 60_000)

test('a page that reloads leaves at once, finds its call, and comes back into it', async () => {
  await boris().reload()
  await until('gone', async () => (await anna().state()).others.length === 0)
  const found = await boris().run<{ roomId: string; media: object }>('client.calls.interrupted()')
  expect(found).toMatchObject({ media: { audio: true, video: true } })
  await boris().run(`void (globalThis.call = client.calls.join(${JSON.stringify(found.roomId)}, ${JSON.stringify(found.media)}))`)
  await connected(boris(), 1)
  await mediaFlows(boris())
}, 60_000)

async function connected(caller: Caller, count: number): Promise<void> {
  try {
    await until('connected', async () => {
      const { state, others } = await caller.state()
      return state === 'live' && others.length === count && others.every(({ connection }) => connection === 'connected')
    })
  } catch (error) {
    throw new Error(`${String(error)}: ${JSON.stringify(await caller.state())}`)
  }
}

async function mediaFlows(caller: Caller): Promise<void> {
  const before = await caller.stats()
  await until('audio packets and video frames from everybody', async () => {
    const now = await caller.stats()
    return (
      now.length > 0 &&
      now.every(({ participantId, audioPacketsReceived, videoFramesDecoded }) => {
        const then = before.find((each) => each.participantId === participantId)
        return audioPacketsReceived > (then?.audioPacketsReceived ?? 0) + 20 && videoFramesDecoded > (then?.videoFramesDecoded ?? 0) + 5
      })
    )
  })
}
