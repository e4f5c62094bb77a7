import { Device, type types } from 'mediasoup-client'

/** A page of mediasoup-client and nothing else: sends a microphone and a camera, receives whoever was there. */
const socket = new WebSocket(`ws://${location.host}/ws`)
const waiting = new Map<number, (data: any) => void>()
const opened = new Promise((resolve) => socket.addEventListener('open', resolve))
let n = 0
socket.addEventListener('message', ({ data }) => {
  const answer = JSON.parse(String(data))
  waiting.get(answer.n)?.(answer.data)
  waiting.delete(answer.n)
})

const ask = (what: string, data: object = {}): Promise<any> =>
  new Promise((resolve) => {
    waiting.set(++n, resolve)
    socket.send(JSON.stringify({ n, what, data }))
  })

const mine: types.Transport[] = []
const sent: string[] = []

async function transport(device: types.Device, direction: 'send' | 'recv'): Promise<types.Transport> {
  const parameters = await ask('transport')
  const made = direction === 'send' ? device.createSendTransport(parameters) : device.createRecvTransport(parameters)
  made.on('connect', ({ dtlsParameters }, ok, no) => void ask('connect', { id: made.id, dtlsParameters }).then(ok, no))
  made.on('produce', ({ kind, rtpParameters }, ok, no) => {
    ask('produce', { id: made.id, kind, rtpParameters }).then((answer) => {
      sent.push(answer.id)
      ok(answer)
    }, no)
  })
  mine.push(made)
  return made
}

/** Joins; answers how long it took to the first decoded picture of somebody else, where there is somebody. */
async function join(stream: MediaStream, alone: boolean): Promise<number> {
  await opened
  const began = performance.now()
  const device = await Device.factory()
  await device.load({ routerRtpCapabilities: await ask('capabilities') })
  const sending = transport(device, 'send').then(async (send) => {
    for (const track of stream.getTracks()) await send.produce({ track, stopTracks: false })
  })
  if (alone) {
    await sending
    return 0
  }
  const recv = await transport(device, 'recv')
  const options: types.ConsumerOptions[] = await ask('consume', { id: recv.id, rtpCapabilities: device.recvRtpCapabilities, others: sent })
  const consumers = await Promise.all(options.map((each) => recv.consume(each)))
  for (const { id } of consumers) void ask('resume', { id })
  const picture = consumers.find(({ kind }) => kind === 'video') as types.Consumer
  await firstPicture(picture.track)
  const took = performance.now() - began
  await sending
  return took
}

async function leave(): Promise<void> {
  for (const each of mine.splice(0)) each.close()
  await ask('leave')
}

async function firstPicture(track: MediaStreamTrack): Promise<void> {
  const reader = new (globalThis as any).MediaStreamTrackProcessor({ track }).readable.getReader()
  const { value } = await reader.read()
  value?.close()
  await reader.cancel()
}

Object.assign(globalThis, { bare: { join, leave } })
