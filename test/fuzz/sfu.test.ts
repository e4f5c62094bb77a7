import { afterAll, beforeAll, expect, test } from 'bun:test'
import { Outsider } from '#test/parts/outsider'
import { seeded } from '#test/parts/seeded'
import { moveToSfu, opus, SfuWire, workersOf } from '#test/parts/sfu-wire'
import { faultOfFrame } from './judge'
import { mutate } from './mutation'
import { Random } from './random'
import type { Json } from './json-text'

/** Bad frames about media that exist, from a participant: what they say goes into a native process, which one of them must not end. */
const INPUTS = 5_000
/** Between two pings; a new transport and producers come before each. */
const BATCH = 25

let outside: Outsider
let call: SfuWire[]
let epoch: number

beforeAll(async () => {
  outside = await Outsider.start({ mediaWorkers: 1 })
  const { id: roomId } = await outside.room()
  call = []
  for (const name of ['Anna', 'Boris', 'Vera', 'Gleb']) call.push(await SfuWire.join(outside.url, await outside.person(name), roomId))
  epoch = await moveToSfu(call)
}, 60_000)

afterAll(async () => {
  for (const one of call ?? []) one.close()
  await outside?.server.stop()
})

const simulcast = (ssrc: number): Json => ({
  mid: '1',
  codecs: [
    {
      mimeType: 'video/VP8',
      payloadType: 101,
      clockRate: 90_000,
      parameters: { 'x-google-start-bitrate': 1_000 },
      rtcpFeedback: [
        { type: 'nack', parameter: 'pli' },
        { type: 'transport-cc', parameter: '' },
      ],
    },
    { mimeType: 'video/rtx', payloadType: 102, clockRate: 90_000, parameters: { apt: 101 } },
  ],
  headerExtensions: [{ uri: 'urn:ietf:params:rtp-hdrext:sdes:mid', id: 4, encrypt: false, parameters: {} }],
  encodings: [0, 2, 4].map((nth) => ({
    ssrc: ssrc + nth,
    rtx: { ssrc: ssrc + nth + 1 },
    rid: `r${nth}`,
    dtx: false,
    maxBitrate: 100_000,
    scaleResolutionDownBy: 2,
    scalabilityMode: 'L1T3',
  })),
  rtcp: { cname: `cname-${ssrc}`, reducedSize: true },
})

const capabilities: Json = {
  codecs: [
    { kind: 'audio', mimeType: 'audio/opus', preferredPayloadType: 100, clockRate: 48_000, channels: 2, parameters: { useinbandfec: 1 } },
    { kind: 'video', mimeType: 'video/VP8', preferredPayloadType: 101, clockRate: 90_000, rtcpFeedback: [{ type: 'nack' }] },
    { kind: 'video', mimeType: 'video/rtx', preferredPayloadType: 102, clockRate: 90_000, parameters: { apt: 101 } },
  ],
  headerExtensions: [
    { kind: 'video', uri: 'urn:ietf:params:rtp-hdrext:sdes:mid', preferredId: 1, preferredEncrypt: false, direction: 'sendrecv' },
  ],
}

/** Good payloads of one who is in the call, about what is theirs. */
function payloads(one: SfuWire, consumerId: string, random: Random): Record<string, Json> {
  const here = { callId: one.callId, epoch }
  const ssrc = random.between(1, 2 ** 31)
  const { sendId: transportId, producerId } = one
  const fingerprint = { algorithm: 'sha-256', value: Array(32).fill('AB').join(':') }
  const tile = { participantId: one.seat.participantId, source: 'camera', width: 640, height: 360 }
  return {
    'media.transport': { ...here, direction: 'recv', rtpCapabilities: capabilities },
    'media.connect': { ...here, transportId, dtlsParameters: { role: 'client', fingerprints: [fingerprint] } },
    'media.restart-ice': { ...here, transportId },
    'media.produce': {
      ...here,
      transportId,
      kind: 'video',
      source: random.pick(['camera', 'screen']),
      rtpParameters: simulcast(ssrc),
      paused: false,
    },
    'media.pause': { ...here, producerId },
    'media.resume': { ...here, consumerId },
    'media.close': { ...here, producerId },
    'media.layers': { ...here, consumerId, spatialLayer: 1, temporalLayer: 1 },
    'media.view': { ...here, tiles: [tile] },
    'media.ready': { ...here, consumerId },
    'call.ready': here,
    'call.stats': { callId: one.callId, summary: { rttMs: 1 } },
  }
}

test('media frames with a fault in them are refused with a code, and no media worker dies of one', async () => {
  const { seed } = seeded('fuzz of the SFU')
  const random = new Random(seed)
  const workers = workersOf(outside.server.pid)
  const [a, b] = call as [SfuWire, SfuWire]
  const here = { callId: a.callId, epoch }
  const seen: Record<string, number> = {}
  const faults: string[] = []
  for (let at = 0; at < INPUTS && faults.length === 0; at += BATCH) {
    a.sendId = (await a.wire.must('media.transport', { ...here, direction: 'send' })).transportId
    const mic = { ...here, transportId: a.sendId, kind: 'audio', source: 'mic', rtpParameters: opus() }
    a.producerId = (await a.wire.must('media.produce', mic)).producerId
    const good = payloads(a, a.consumerOf(b).consumerId, random)
    const from = a.wire.heard.length
    const sent: string[] = []
    for (let nth = 0; nth < BATCH; nth++) {
      // what goes into the worker unread is tried most
      const type = random.pick(['media.produce', 'media.produce', 'media.transport', 'media.connect', ...Object.keys(good)])
      const { what, text } = mutate(random, good[type] as Json, [b.producerId, b.sendId, b.seat.participantId])
      sent.push(`${type} ${what} ${text.slice(0, 2_000)}`)
      a.wire.write(`{"v":1,"type":"${type}","requestId":"${at + nth}","payload":${text}}`)
      if (nth % 5 === 4) await a.wire.must('ping')
    }
    await a.wire.settled()
    for (const frame of a.wire.heard.slice(from)) {
      const fault = frame.type === 'media.lost' ? 'a media worker died' : faultOfFrame(frame)
      const answer = frame.type === 'nack' || frame.type === 'error' ? String(frame.payload.code) : frame.type
      seen[answer] = (seen[answer] ?? 0) + 1
      if (fault) faults.push(`${fault}, one of:\n${sent.join('\n')}`)
    }
    if (!a.wire.isOpen) faults.push(`closed ${await a.wire.closed} after:\n${sent.join('\n')}`)
  }
  console.log(JSON.stringify(seen))
  if (faults.length > 0) console.log(outside.server.output().slice(-3_000))
  expect(faults).toEqual([])
  expect(workersOf(outside.server.pid)).toEqual(workers)
  expect(await b.wire.code('media.transport', { ...here, direction: 'send' })).toBe('ack')
}, 120_000)
