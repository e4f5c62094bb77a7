import { type Heard, Wire } from './wire'
import type { Person } from './people'

/** What a client that plays opus and VP8 says it can receive; a router's own capabilities would do as well. */
type Capabilities = { readonly codecs: readonly object[] }
type Seat = { readonly callId: string; readonly participantId: string; readonly topology: string; readonly epoch: number }

const audio = { audio: true, video: false }

/** Parameters of an opus stream as a browser would send it; nothing ever flows. */
export const opus = (ssrc = 1_000 + Math.floor(Math.random() * 1_000_000)): object => ({
  codecs: [{ mimeType: 'audio/opus', payloadType: 111, clockRate: 48_000, channels: 2, parameters: {}, rtcpFeedback: [] }],
  headerExtensions: [],
  encodings: [{ ssrc }],
  rtcp: { cname: `cname-${ssrc}` },
})

/** A participant of a call over a plain socket: it signals what a client signals, confirms every consumer, and sends no media. */
export class SfuWire {
  readonly wire: Wire
  readonly roomId: string
  seat: Seat
  sendId = ''
  recvId = ''
  producerId = ''
  #confirmed = 0

  private constructor(wire: Wire, roomId: string, seat: Seat) {
    this.wire = wire
    this.roomId = roomId
    this.seat = seat
  }

  static async join(url: string, person: Person, roomId: string): Promise<SfuWire> {
    const wire = await Wire.open(url, person)
    await wire.must('room.join', { roomId })
    return new SfuWire(wire, roomId, await wire.must('call.join', { roomId, media: audio }))
  }

  get callId(): string {
    return this.seat.callId
  }

  /** Waits for call.topology of this epoch and phase. */
  topology(phase: string, epoch: number, within = 5_000): Promise<Heard> {
    return this.wire.next((frame) => frame.type === 'call.topology' && frame.payload.phase === phase && frame.payload.epoch === epoch, {
      within,
    })
  }

  /** Both transports and a microphone, under this epoch. */
  async build(epoch: number, rtpCapabilities: Capabilities): Promise<void> {
    const here = { callId: this.callId, epoch }
    this.recvId = (await this.wire.must('media.transport', { ...here, direction: 'recv', rtpCapabilities })).transportId
    this.sendId = (await this.wire.must('media.transport', { ...here, direction: 'send' })).transportId
    const mic = { ...here, transportId: this.sendId, kind: 'audio', source: 'mic', rtpParameters: opus() }
    this.producerId = (await this.wire.must('media.produce', mic)).producerId
  }

  /** Confirms consumers until `count` were, in all of this call. */
  async confirm(count: number): Promise<void> {
    while (this.#confirmed < count) {
      const seen = this.#confirmed
      await this.wire.next((frame) => frame.type === 'media.consumer' && this.wire.all('media.consumer').indexOf(frame) >= seen)
      for (const { payload } of this.wire.all('media.consumer').slice(seen)) {
        const { callId, epoch, consumerId } = payload
        await this.wire.must('media.ready', { callId, epoch, consumerId })
        this.#confirmed++
      }
    }
  }

  /** The media.consumer this one was sent of what another sends; the last one. */
  consumerOf({ seat }: SfuWire): any {
    const all = this.wire.all((frame) => frame.type === 'media.consumer' && frame.payload.participantId === seat.participantId)
    return (all.at(-1) as Heard).payload
  }

  async ready(epoch: number): Promise<void> {
    await this.wire.must('call.ready', { callId: this.callId, epoch })
  }

  close(): void {
    this.wire.close()
  }
}

/** Moves a P2P call that was just told to prepare over to the SFU, as its clients would. Answers the epoch. */
export async function moveToSfu(all: readonly SfuWire[]): Promise<number> {
  const first = all[0] as SfuWire
  const { payload } = await first.wire.next((frame) => frame.type === 'call.topology' && frame.payload.phase === 'preparing')
  const { epoch, routerRtpCapabilities } = payload
  await Promise.all(all.map((one) => one.topology('preparing', epoch)))
  for (const one of all) await one.build(epoch, routerRtpCapabilities)
  await Promise.all(all.map((one) => one.confirm(all.length - 1)))
  for (const one of all) await one.ready(epoch)
  await Promise.all(all.map((one) => one.topology('switched', epoch)))
  return epoch
}

/** The media workers of a server, by pid: the children of its process. */
export function workersOf(pid: number): number[] {
  const { stdout } = Bun.spawnSync(['ps', '-o', 'pid=,args=', '--ppid', String(pid)])
  return stdout
    .toString()
    .split('\n')
    .filter((line) => line.includes('mediasoup-worker'))
    .map((line) => Number.parseInt(line, 10))
}
