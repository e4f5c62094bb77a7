import type { types } from 'mediasoup-client'
import type { Source } from '#protocol/frames/media'
import type { ServerPayload } from '#protocol/frames/server'
import { rowsOf, summarizePeer, type StatsRow } from '#sdk/calls/peer-stats'
import type { PeerStats } from '#sdk/calls/plane'
import type { Line } from './line'

type Told = ServerPayload<'media.consumer'>

type Incoming = {
  told: Told
  consumer: types.Consumer | null
  confirmed: boolean
  /** The sender paused. */
  paused: boolean
  flowing: boolean
  /** Said again since the socket came back. */
  again: boolean
}

/** Every negotiation holds up what plays meanwhile, and the next one: those of a moment are made into one, of a longer one while there is time. */
const gatherMs = { hurried: 1, patient: 120 }
const gatherAtMostMs = { hurried: 5, patient: 700 }
/** … and pictures begin when the sound has settled. */
const soundFirstMs = 350
const lookMs = 60
const lookForMs = 10_000

/** What others send me: the server announces a consumer, I set it up and say I am ready, then it flows. */
export class Receiving {
  readonly #line: Line
  readonly #changed: () => void
  readonly #incoming = new Map<string, Incoming>()
  #transport: types.Transport | null = null
  #deafened = false
  /** Another plane plays: nothing here is urgent. */
  #patient: boolean
  #waiting = new Set<Incoming>()
  #gatherUntil = 0
  #cancelGather = (): void => undefined
  #lookUntil = 0
  #looking = false

  constructor(line: Line, patient: boolean, changed: () => void) {
    this.#line = line
    this.#patient = patient
    this.#changed = changed
  }

  /** Another transport: what came over the one before is told anew by the server. */
  use(transport: types.Transport): void {
    for (const [id, { consumer }] of this.#incoming) {
      if (!consumer) continue
      consumer.close()
      this.#incoming.delete(id)
    }
    this.#transport = transport
    for (const each of this.#incoming.values()) this.#take(each)
  }

  /** From now on whatever comes is set up at once. */
  hurry(): void {
    this.#patient = false
    this.#takeAll()
  }

  told(told: Told): void {
    const known = this.#incoming.get(told.consumerId)
    if (known) {
      known.again = true
      known.paused = told.producerPaused
      if (known.consumer && !known.confirmed) void this.#ready(known)
      return this.#changed()
    }
    const incoming = { told, consumer: null, confirmed: false, paused: told.producerPaused, flowing: false, again: true }
    this.#incoming.set(told.consumerId, incoming)
    this.#take(incoming)
  }

  closed(consumerId: string): void {
    this.#incoming.get(consumerId)?.consumer?.close()
    if (this.#incoming.delete(consumerId)) this.#changed()
  }

  paused(consumerId: string, paused: boolean): void {
    const incoming = this.#incoming.get(consumerId)
    if (!incoming) return
    incoming.paused = paused
    if (!paused) this.#look()
    this.#changed()
  }

  /** The socket is gone: whatever is not told again after it is back was closed meanwhile. */
  cutOff(): void {
    for (const incoming of this.#incoming.values()) incoming.again = false
  }

  toldAgain(): void {
    for (const [id, { again }] of this.#incoming) if (!again) this.closed(id)
  }

  /** The tracks of somebody, and which of them have brought packets. */
  of(participantId: string): { tracks: Partial<Record<Source, MediaStreamTrack>>; flowing: Set<Source> } {
    const tracks: Partial<Record<Source, MediaStreamTrack>> = {}
    const flowing = new Set<Source>()
    for (const { told, consumer, flowing: flows } of this.#incoming.values()) {
      if (told.participantId !== participantId || !consumer) continue
      tracks[told.source] = consumer.track
      if (flows) flowing.add(told.source)
    }
    return { tracks, flowing }
  }

  level(participantId: string): number {
    for (const { told, consumer, paused } of this.#incoming.values()) {
      if (told.participantId !== participantId || told.source !== 'mic' || paused) continue
      return Math.min(1, (consumer?.rtpReceiver?.getSynchronizationSources?.()[0]?.audioLevel ?? 0) * 2)
    }
    return 0
  }

  /** Sound I do not hear need not come. */
  setDeafened(deafened: boolean): void {
    if (deafened === this.#deafened) return
    this.#deafened = deafened
    for (const each of this.#incoming.values()) if (each.confirmed && each.told.kind === 'audio') void this.#hush(each)
  }

  async stats(): Promise<PeerStats[]> {
    const transport = this.#transport
    if (!transport || transport.closed) return []
    const rows = rowsOf(await transport.getStats())
    const owners = new Map<unknown, string>()
    for (const { told, consumer } of this.#incoming.values()) if (consumer) owners.set(consumer.track.id, told.participantId)
    return [...new Set(owners.values())].map((id) => summarizePeer(id, rows, (row: StatsRow) => owners.get(row['trackIdentifier']) === id))
  }

  close(): void {
    this.#lookUntil = 0
    this.#cancelGather()
    for (const { consumer } of this.#incoming.values()) consumer?.close()
    this.#incoming.clear()
    this.#transport = null
  }

  #take(incoming: Incoming): void {
    const { clock } = this.#line
    const pace = this.#patient ? 'patient' : 'hurried'
    if (this.#waiting.size === 0) this.#gatherUntil = clock.now() + gatherAtMostMs[pace]
    this.#waiting.add(incoming)
    this.#cancelGather()
    this.#cancelGather = clock.after(Math.min(gatherMs[pace], this.#gatherUntil - clock.now()), () => this.#takeAll())
  }

  #takeAll(): void {
    this.#cancelGather()
    const all = [...this.#waiting]
    this.#waiting.clear()
    for (const incoming of all) void this.#consume(incoming)
  }

  async #consume(incoming: Incoming): Promise<void> {
    const transport = this.#transport
    if (!transport || transport.closed || incoming.consumer || this.#incoming.get(incoming.told.consumerId) !== incoming) return
    const { consumerId: id, producerId, kind, rtpParameters, participantId, source } = incoming.told
    // sound and picture that belong together are kept together by the browser
    const streamId = source === 'screen' || source === 'screen-audio' ? `${participantId}-screen` : participantId
    try {
      const consumer = await transport.consume({
        id,
        producerId,
        kind,
        rtpParameters: rtpParameters as unknown as types.RtpParameters,
        streamId,
      })
      if (this.#incoming.get(id) !== incoming || transport !== this.#transport) return consumer.close()
      incoming.consumer = consumer
    } catch {
      return // of a transport that is being replaced; one that cannot be decoded here stays paused at the server
    }
    this.#changed()
    if (this.#patient && kind === 'video') this.#line.clock.after(soundFirstMs, () => void this.#ready(incoming))
    else await this.#ready(incoming)
  }

  async #ready(incoming: Incoming): Promise<void> {
    try {
      await this.#line.ask('media.ready', { consumerId: incoming.told.consumerId })
      incoming.confirmed = true
      if (this.#deafened && incoming.told.kind === 'audio') await this.#hush(incoming)
    } catch {
      return // closed meanwhile, or of an epoch that is over
    }
    this.#look()
  }

  async #hush({ told }: Incoming): Promise<void> {
    await this.#line.ask(this.#deafened ? 'media.pause' : 'media.resume', { consumerId: told.consumerId }).catch(() => undefined)
  }

  /** Looks for first packets, often, until everything flows that should, or for a while. */
  #look(): void {
    this.#lookUntil = this.#line.clock.now() + lookForMs
    if (this.#looking) return
    this.#looking = true
    void this.#lookOnce()
  }

  async #lookOnce(): Promise<void> {
    const transport = this.#transport
    const waiting = [...this.#incoming.values()].filter(({ confirmed, paused, flowing }) => confirmed && !paused && !flowing)
    if (!transport || transport.closed || waiting.length === 0 || this.#line.clock.now() > this.#lookUntil) {
      this.#looking = false
      return
    }
    const rows = await transport.getStats().then(rowsOf, () => [])
    const arrived = new Set(
      rows
        .filter((row) => row.type === 'inbound-rtp' && Number(row['kind'] === 'video' ? row['framesDecoded'] : row['packetsReceived']) > 0)
        .map((row) => row['trackIdentifier']),
    )
    for (const each of waiting) if (each.consumer && arrived.has(each.consumer.track.id)) each.flowing = true
    if (waiting.some(({ flowing }) => flowing)) this.#changed()
    this.#line.clock.after(lookMs, () => void this.#lookOnce())
  }
}
