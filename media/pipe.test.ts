import { afterEach, expect, test } from 'bun:test'
import { observer, type types } from 'mediasoup'
import type { ConsumerInfo } from './conference'
import type { MediaPool } from './pool'
import { Pipe } from './pipe'
import { heldBy, opusOnly, simulcast, Talker, testPool, until } from './testkit'

let pool: MediaPool
afterEach(async () => pool.close())

const pipes: types.Consumer[] = []
observer.on('newworker', (worker) =>
  worker.observer.on('newrouter', (router) =>
    router.observer.on('newtransport', (transport) =>
      transport.observer.on('newconsumer', (consumer) => void (consumer.type === 'pipe' && pipes.push(consumer))),
    ),
  ),
)

const pictures: types.RtpCapabilities = {
  codecs: [
    ...(opusOnly.codecs ?? []),
    { kind: 'video', mimeType: 'video/VP8', preferredPayloadType: 101, clockRate: 90_000 },
    { kind: 'video', mimeType: 'video/rtx', preferredPayloadType: 102, clockRate: 90_000, parameters: { apt: 101 } },
  ],
  headerExtensions: opusOnly.headerExtensions ?? [],
}

test('a pipe carries video only while somebody behind it shows it', async () => {
  pool = await testPool({ workers: 2, peersPerRouter: 1 })
  const { conference, events } = await heldBy(pool)
  const { transportId } = await conference.plain('sender', { direction: 'send' })
  await conference.plain('viewer', { direction: 'recv', port: 9, rtpCapabilities: pictures })
  pipes.length = 0
  await conference.produce('sender', transportId, { kind: 'video', source: 'camera', rtpParameters: simulcast(9_000) })
  const told = (): ConsumerInfo | undefined => events.flatMap((event) => (event.type === 'consumer' ? [event.consumer] : []))[0]
  await until(() => told() !== undefined)
  const [pipe] = pipes
  await until(() => pipe?.paused === true)

  const tile = { participantId: 'sender', source: 'camera', width: 320, height: 180 } as const
  conference.view('viewer', [])
  await conference.ready('viewer', told()?.consumerId ?? '')
  expect(pipe?.paused).toBe(true)
  conference.view('viewer', [tile])
  await until(() => pipe?.paused === false)
  // faster than a worker answers
  for (let nth = 0; nth < 20; nth++) conference.view('viewer', nth % 2 === 0 ? [] : [tile])
  conference.view('viewer', [])
  await until(() => pipe?.paused === true)
  conference.view('viewer', [tile])
  await until(() => pipe?.paused === false)
  conference.leave('viewer')
  await until(() => pipe === undefined || pipe.closed || pipe.paused)
})

test('a pipe goes on where somebody speaks again', async () => {
  pool = await testPool({ workers: 2, peersPerRouter: 1 })
  const { conference, events } = await heldBy(pool)
  const [speaker, listener] = [await Talker.open(conference, 'speaker', 'send'), await Talker.open(conference, 'listener', 'recv')]
  await speaker.produce(1_000)
  await until(() => events.some(({ type }) => type === 'consumer'))
  const [consumer] = conference.consumersOf('listener')
  const consumerId = consumer?.consumerId ?? ''
  const heard = (): number => [...listener.received.values()].reduce((sum, count) => sum + count, 0)
  await conference.ready('listener', consumerId)
  for (let round = 0; round < 3; round++) {
    const before = heard()
    await until(() => {
      speaker.say(1_000)
      return heard() > before + 3
    })
    await conference.pause('listener', { consumerId })
    await conference.resume('listener', { consumerId })
  }
  speaker.close()
  listener.close()
})

test('a router that ends while a pipe is laid to it: what was made by then is closed', async () => {
  const made = () => ({ closed: false, close: () => {}, observer: { removeAllListeners: () => {} } })
  const [pipeConsumer, pipeProducer] = [made(), made()]
  for (const one of [pipeConsumer, pipeProducer]) one.close = () => void (one.closed = true)
  const to = { closed: false }
  const from = {
    closed: false,
    pipeToRouter: async () => {
      to.closed = true
      return { pipeConsumer, pipeProducer }
    },
  }
  const laid = Pipe.open(from as never, 'producer', to as never, { protocol: 'udp', ip: '127.0.0.1' })
  const outcome = await laid.then(
    () => 'laid',
    () => 'refused',
  )
  expect([outcome, pipeConsumer.closed, pipeProducer.closed]).toEqual(['refused', true, true])
})
