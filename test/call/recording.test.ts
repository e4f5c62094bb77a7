import { afterAll, beforeAll, expect, test } from 'bun:test'
import { join } from 'node:path'
import type { FileLink } from '#protocol/http/files'
import type { RoomFile } from '#protocol/models'
import { closeBrowser } from '#test/parts/browser'
import { openCaller, type Caller } from '#test/parts/call-page'
import { openOwner, play, sizesWithin } from '#test/parts/recorded-call'
import { startServer, type TestServer } from '#test/parts/server'
import { until } from '#test/parts/until'

const camera = { audio: true, video: true, constraints: { video: { width: 640, height: 360, frameRate: 10 } } }
let server: TestServer
let anna: Caller
let boris: Caller
let vera: Caller

beforeAll(async () => {
  server = await startServer({ mediaWorkers: 1 })
  anna = await openOwner(server, 'Anna')
  boris = await openCaller(server.url, 'Boris')
  vera = await openCaller(server.url, 'Vera')
}, 120_000)

afterAll(async () => {
  for (const caller of [anna, boris, vera]) await caller?.close()
  await closeBrowser()
  await server?.stop()
}, 30_000)

type Told = { recordingId: string; phase: string; mine: boolean | null; progress: number | null; fileId: string | null } | null
const recording = (caller: Caller): Promise<Told> => caller.run('call.getSnapshot().recording')
const phase = (caller: Caller, wanted: string, within = 40_000): Promise<void> =>
  until(`${wanted}`, async () => (await recording(caller))?.phase === wanted, within)
const files = async (caller: Caller): Promise<RoomFile[]> =>
  (await caller.run<{ items: RoomFile[] }>('client.api.files.list(roomId)')).items
const live = (caller: Caller, others: number): Promise<void> =>
  until(
    `live with ${others}`,
    async () => (await caller.state()).others.filter(({ connection }) => connection === 'connected').length === others,
    30_000,
  )
const passed = async (ms: number): Promise<void> => {
  const began = performance.now()
  await until(`${ms} ms have passed`, () => performance.now() - began >= ms, ms + 5_000)
}

/** Leaves one layer of the camera's simulcast, and waits until pictures of its size go out. */
async function sendsOnly(caller: Caller, layer: 'smallest' | 'largest'): Promise<void> {
  await caller.run(`Promise.all(watch.connections.flatMap((connection) => connection.getSenders()).map((sender) => {
    const parameters = sender.getParameters()
    if (sender.track?.kind !== 'video' || parameters.encodings.length < 2) return
    parameters.encodings.forEach((encoding, at) => (encoding.active = at === ${layer === 'smallest' ? 0 : 'parameters.encodings.length - 1'}))
    return sender.setParameters(parameters)
  }))`)
  const sent = (): Promise<number> =>
    caller.run(`Promise.all(watch.connections.filter(({ connectionState }) => connectionState === 'connected').map((connection) => connection.getStats()))
      .then((all) => all.flatMap((one) => [...one.values()]).filter(({ type, frameWidth }) => type === 'outbound-rtp' && frameWidth ${layer === 'smallest' ? '<' : '==='} 640)
      .reduce((sum, { framesSent }) => sum + framesSent, 0))`)
  const before = await sent()
  await until(`the ${layer} layer goes out`, async () => (await sent()) > before + 5)
}

/** The bytes as a player gets them, on disk. */
async function download(path: string, name: string): Promise<string> {
  const to = join(server.dataDir, name)
  const response = await fetch(`${server.url}${path}`)
  expect(response.status).toBe(200)
  await Bun.write(to, await response.arrayBuffer())
  return to
}

test('three are recorded, one comes late, one refuses, a picture changes its size', async () => {
  await anna.join(camera)
  await boris.join(camera)
  await live(anna, 1)
  await anna.run('call.recording.start()')
  await phase(boris, 'on')
  const began = performance.now()
  expect((await anna.state()).topology).toBe('sfu')
  expect([(await recording(anna))?.mine, (await recording(boris))?.mine]).toEqual([true, null])
  await boris.run('call.recording.consent(false)')
  await passed(3_000)

  await vera.join(camera)
  await live(vera, 2)
  await until('Vera is asked', async () => (await recording(vera))?.phase === 'on')
  expect((await recording(vera))?.mine).toBeNull()
  await vera.run('call.recording.consent(true)')
  // the smallest layer alone, as on a bad link, then the largest alone
  await sendsOnly(anna, 'smallest')
  await passed(3_000)
  await sendsOnly(anna, 'largest')
  await passed(4_000)
  await anna.run('call.recording.stop()')
  const seconds = (performance.now() - began) / 1000
  await phase(boris, 'finishing', 5_000).catch(() => {})
  await phase(boris, 'ready', 120_000)

  const [file] = await files(boris)
  if (!file) throw new Error('no file')
  expect(file).toMatchObject({ id: (await recording(boris))?.fileId as string, kind: 'recording', contentType: 'video/mp4', poster: true })
  expect(file.createdBy?.name).toBe('Anna')
  const link = await vera.run<FileLink>(`client.api.files.link('${file.id}')`)
  const played = await play(await download(link.url, 'mix.mp4'))
  console.log(`recorded ${seconds.toFixed(2)} s, the file lasts ${played.seconds.toFixed(2)} s`)
  expect(played).toMatchObject({ complaint: '', streams: ['aac', 'h264'] })
  expect(Math.abs(played.seconds - seconds)).toBeLessThan(0.5)
  expect((await fetch(server.url + link.posterUrl)).headers.get('content-type')).toBe('image/jpeg')

  const of = (name: string) => file.parts.filter(({ createdBy }) => createdBy?.name === name)
  expect([of('Anna').length, of('Vera').length, of('Boris').length]).toEqual([2, 2, 0])
  expect(file.parts).toHaveLength(4)
  const picture = of('Anna').find(({ contentType }) => contentType === 'video/webm')
  const path = link.parts.find(({ id }) => id === picture?.id)?.url ?? ''
  const sizes = await sizesWithin(await download(path, 'anna.webm'))
  console.log(`sizes within Anna's track: ${sizes.join(' ')}`)
  expect(new Set(sizes).size).toBeGreaterThan(1)
  expect(Math.max(...of('Vera').map(({ durationMs }) => durationMs ?? 0)) / 1000).toBeLessThan(seconds - 2.5)
}, 240_000)

test('nobody outside gets any of it', async () => {
  const [file] = await files(anna)
  if (!file) throw new Error('no file')
  const paths = [file.id, ...file.parts.map(({ id }) => id)].flatMap((id) => [
    `/v1/files/${id}`,
    `/v1/files/${id}/poster`,
    `/v1/files/${id}/link`,
  ])
  const { accessToken } = (await (
    await fetch(`${server.url}/v1/auth/register`, {
      method: 'POST',
      headers: { 'content-type': 'application/json' },
      body: JSON.stringify({ email: 'eve@example.org', password: 'password123', name: 'Eve' }),
    })
  ).json()) as { accessToken: string }
  for (const path of paths) {
    expect([path, (await fetch(server.url + path)).status]).toEqual([path, 401])
    expect([path, (await fetch(server.url + path, { headers: { authorization: `Bearer ${accessToken}` } })).status]).toEqual([path, 404])
  }
  const { callId, recordingId } = await anna.run<{ callId: string; recordingId: string }>(
    '(await call.recording.start(), { callId: call.getSnapshot().callId, recordingId: call.getSnapshot().recording.recordingId })',
  )
  const eve = await openCaller(server.url, 'Eva')
  const refused = (type: string, payload: object): Promise<string> =>
    eve.run(`client.connection.request('${type}', ${JSON.stringify(payload)}).then(() => 'ack', (error) => error.code)`)
  expect(await refused('recording.consent', { callId, recordingId, given: true })).toBe('call_not_joined')
  expect(await refused('recording.stop', { callId, recordingId })).toBe('call_not_joined')
  expect(await refused('recording.start', { callId })).toBe('forbidden')
  await eve.close()
}, 60_000)

test('a server that is killed in the middle leaves a file that appears after its restart', async () => {
  await until('it is on', async () => (await recording(anna))?.phase === 'on', 30_000)
  const known = (await files(anna)).map(({ id }) => id)
  await vera.run('call.recording.consent(true)')
  const began = performance.now()
  await passed(5_000)
  await server.kill()
  const seconds = (performance.now() - began) / 1000
  await server.start()
  let found: RoomFile | undefined
  await until(
    'the file is there',
    async () => {
      found = (await files(anna).catch(() => [])).find(({ id }) => !known.includes(id))
      return found !== undefined
    },
    120_000,
  )
  const link = await anna.run<FileLink>(`client.api.files.link('${found?.id ?? ''}')`)
  const played = await play(await download(link.url, 'killed.mp4'))
  console.log(`killed after ${seconds.toFixed(2)} s, the file lasts ${played.seconds.toFixed(2)} s`)
  expect(played).toMatchObject({ complaint: '', streams: ['aac', 'h264'] })
  expect(played.seconds).toBeGreaterThan(seconds - 1.5)
}, 240_000)
