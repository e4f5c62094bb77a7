import { LiveConference } from '#media/live-conference'
import { opus, opusOnly } from '#media/testkit'
import { serveControl } from './sfu-control'

/**
 * The product as it is, with a way in for generated peers: seats are taken over the socket as ever, but their transports are plain ones,
 * made here inside the conference.
 */
let live: LiveConference | null = null
const open = LiveConference.open.bind(LiveConference)
LiveConference.open = async (id, pooled) => (live = await open(id, pooled))

const conference = (): LiveConference => {
  if (live === null) throw new Error('there is no call over the SFU')
  return live
}
const peers: string[] = []

serveControl(Number(process.env['CONTROL_PORT']), {
  async join(peer, port, ssrc) {
    peers.push(peer)
    const { transportId, port: target } = await conference().plain(peer, { direction: 'send' })
    await conference().plain(peer, { direction: 'recv', port, rtpCapabilities: opusOnly })
    await conference().produce(peer, transportId, { kind: 'audio', source: 'mic', rtpParameters: opus(ssrc) })
    return target
  },
  async begin() {
    while (!conference().settled(peers)) {
      for (const peer of peers)
        await Promise.all(conference().consumersOf(peer).map(({ consumerId }) => conference().ready(peer, consumerId)))
      await Bun.sleep(20)
    }
  },
  streams: async (peer) =>
    Object.fromEntries(
      conference()
        .consumersOf(peer)
        .map(({ rtpParameters, participantId }) => [rtpParameters.encodings?.[0]?.ssrc, participantId]),
    ),
})

await import('#src/main/main')
