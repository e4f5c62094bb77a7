import { mkdtempSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { type Caller, openCaller } from '#test/parts/call-page'
import { freePort } from '#test/parts/free-port'
import { register } from '#test/parts/people'
import { Wire } from '#test/parts/wire'
import { child, patiently, type Side } from './sfu-sides'

/** The product: everybody joins over the socket; the call goes to the SFU because it is asked to. */
export async function productSide(crowd: readonly number[]): Promise<Side> {
  const home = mkdtempSync(join(tmpdir(), 'boltorezka-sfu-'))
  const port = await freePort()
  const url = `http://127.0.0.1:${port}`
  const env = {
    HOST: '127.0.0.1',
    PORT: String(port),
    HOME: home,
    DATA_DIR: join(home, 'data'),
    RATE_LIMITS: 'off',
    LOG_LEVEL: 'warn',
    MEDIA_WORKERS: '2',
    RTC_PORT: '0',
    RTC_ANNOUNCED_ADDRESS: '127.0.0.1',
  }
  const server = await child('sfu-product.ts', env, home)
  await patiently('the media of the product', async () => {
    const health = (await (await fetch(`${url}/health`)).json()) as { media: { status: string } }
    return health.media.status === 'ok' ? true : null
  })
  const people = await Promise.all(Array.from({ length: 8 }, (_, nth) => register(url, `peer${nth}@bench.example`)))
  const rooms = await fetch(`${url}/v1/rooms/general`, { headers: { authorization: `Bearer ${people[0]?.token}` } })
  const { id: roomId } = ((await rooms.json()) as { room: { id: string } }).room
  let callId = ''
  let seats: string[] = []
  let wires: Wire[] = []
  let ports: readonly number[] = []
  const callers: Caller[] = []

  const seat = async (nth: number): Promise<void> => {
    const wire = await Wire.open(url, people[nth % people.length] as (typeof people)[number])
    wires.push(wire)
    await wire.must('room.join', { roomId })
    const joined = await wire.must('call.join', { roomId, media: { audio: true, video: false } })
    seats.push(joined.participantId)
    callId = joined.callId
    if (nth > 0) return
    await wire.must('call.request-topology', { callId, topology: 'sfu', reason: 'asked' })
    const { payload } = await wire.next((frame) => frame.type === 'call.topology' && frame.payload.phase === 'preparing')
    await wire.must('call.ready', { callId, epoch: payload.epoch })
    await wire.next((frame) => frame.type === 'call.topology' && frame.payload.phase === 'switched')
  }
  return {
    name: 'product',
    async join() {
      for (const nth of crowd.keys()) await seat(nth)
      ports = await server.admit(seats, crowd)
    },
    ports: () => ports,
    async leave() {
      for (const wire of wires) {
        await wire.must('call.leave', { callId })
        wire.close()
      }
      wires = []
      seats = []
    },
    async openPages(count) {
      for (let nth = 0; nth < count; nth++) {
        const caller = await openCaller(url, `Page${nth}`)
        await caller.join({ audio: false, video: false })
        callers.push(caller)
        await patiently('a page hears the call', async () => ((await caller.state()).others.length >= crowd.length ? true : null))
      }
    },
    heardBy: (peer, report) => server.heardBy(seats, peer, report),
    heardInPages: () =>
      Promise.all(
        callers.map(async (caller) => {
          const rows = await caller.stats()
          return seats.map((one) => rows.find(({ participantId }) => participantId === one)?.audioPacketsReceived ?? 0)
        }),
      ),
    forwarded: server.forwarded,
    cpu: server.cpu,
    held: server.held,
    async stop() {
      for (const wire of wires) wire.close()
      for (const caller of callers) await caller.close()
      await server.stop()
    },
  }
}
