import { Device, type types } from 'mediasoup-client'

/** A page of mediasoup-client and nothing else: sends a microphone and a camera, receives what the others send. */
const socket = new WebSocket(`ws://${location.host}/ws`)
const waiting = new Map<number, (data: any) => void>()
const opened = new Promise((resolve) => socket.addEventListener('open', resolve))
let n = 0
socket.addEventListener('message', ({ data: text }) => {
  const { n: nth, data, consumer, closed } = JSON.parse(String(text))
  if (consumer) void consume([consumer])
  else if (closed) consumers.get(closed)?.close()
  else waiting.get(nth)?.(data)
})

const ask = (what: string, data: object = {}): Promise<any> =>
  new Promise((resolve) => {
    waiting.set(++n, resolve)
    socket.send(JSON.stringify({ n, what, data }))
  })

let device: Promise<types.Device> | null = null
let send: types.Transport | null = null
let recv: types.Transport | null = null
let sent: Promise<unknown> = Promise.resolve()
const consumers = new Map<string, types.Consumer>()

/** What the browser and the router can is found out once. */
async function load(): Promise<types.Device> {
  const made = await Device.factory()
  await made.load({ routerRtpCapabilities: await ask('capabilities') })
  return made
}

function wire(transport: types.Transport): types.Transport {
  const { id } = transport
  transport.on('connect', ({ dtlsParameters }, ok, no) => void ask('connect', { id, dtlsParameters }).then(ok, no))
  transport.on('produce', ({ kind, rtpParameters }, ok, no) => void ask('produce', { id, kind, rtpParameters }).then(ok, no))
  return transport
}

/** As the documentation says: consumers are made paused at the server, and resumed when they are here too. */
async function consume(told: types.ConsumerOptions[]): Promise<types.Consumer[]> {
  const made = await Promise.all(told.map((each) => (recv as types.Transport).consume(each)))
  for (const consumer of made) {
    consumers.set(consumer.id, consumer)
    void ask('resume', { id: consumer.id })
  }
  return made
}

async function produce(made: types.Device, stream: MediaStream): Promise<void> {
  send = wire(made.createSendTransport(await ask('transport')))
  for (const track of stream.getTracks())
    await send.produce({ track, ...(track.kind === 'video' ? { encodings: [{ maxBitrate: 300_000 }] } : {}) })
}

/** Sends and receives; answers the picture of somebody else, where there is one. */
async function join(stream: MediaStream): Promise<MediaStreamTrack | undefined> {
  await opened
  const made = await (device ??= load())
  sent = produce(made, stream)
  recv = wire(made.createRecvTransport(await ask('transport')))
  const others = await consume(await ask('consume', { id: recv.id, rtpCapabilities: made.recvRtpCapabilities }))
  return others.find(({ kind }) => kind === 'video')?.track
}

async function leave(): Promise<void> {
  await sent
  consumers.clear()
  for (const each of [send, recv]) each?.close()
  await ask('leave')
}

Object.assign(globalThis, { bare: { join, leave, sent: () => sent } })
