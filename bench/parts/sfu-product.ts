import { LiveConference } from '#media/live-conference'
import { opus, opusOnly } from '#media/testkit'
import { serveControl } from './sfu-control'

/**
 * The product as it is, with a way in for generated peers: seats are taken over the socket as ever, but their transports are plain ones,
 * made here inside the conference.
 */
let live: LiveConference | null = null
const peers = new Set<string>()
const open = LiveConference.open.bind(LiveConference)
LiveConference.open = async (id, pooled) => {
  const onEvent: typeof pooled.onEvent = (event) => {
    pooled.onEvent(event)
    if (event.type === 'consumer' && peers.has(event.peerId)) void conference().ready(event.peerId, event.consumer.consumerId)
  }
  return (live = await open(id, { ...pooled, onEvent }))
}

const conference = (): LiveConference => {
  if (live === null) throw new Error('there is no call over the SFU')
  return live
}

serveControl(Number(process.env['CONTROL_PORT']), {
  async join(peer, port, ssrc) {
    peers.add(peer)
    const { transportId, port: target } = await conference().plain(peer, { direction: 'send' })
    await conference().plain(peer, { direction: 'recv', port, rtpCapabilities: opusOnly })
    await conference().produce(peer, transportId, { kind: 'audio', source: 'mic', rtpParameters: opus(ssrc) })
    return target
  },
  begin: async () => {},
  // by `call.leave`
  end: async () => {},
  streams: async (peer) =>
    Object.fromEntries(
      conference()
        .consumersOf(peer)
        .map(({ rtpParameters, participantId }) => [rtpParameters.encodings?.[0]?.ssrc, participantId]),
    ),
})

await import('#src/main/main')
