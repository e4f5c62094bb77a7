import type { Log } from '#src/base/log'
import type { Conference, PeerId, ProducerChange, ProducerInfo } from './conference'
import { TrackRecording, type TrackPorts } from './track-recording'

export type RecorderPorts = Omit<TrackPorts, 'conference' | 'number'> & { readonly log?: Log }

/** More tracks than this at once are not written: each costs a process. */
const TRACKS_MAX = 64

/**
 * Writes what some peers of a call send, a file for each track, through whatever conferences the call has. Only peers that were included:
 * of another not a packet leaves the conference.
 */
export class Recorder {
  readonly #ports: RecorderPorts
  readonly #included = new Set<PeerId>()
  readonly #tracks = new Map<string, TrackRecording>()
  readonly #ending = new Set<Promise<void>>()
  #conference: Conference | null = null
  #unwatch: () => void = () => {}
  #count = 0
  #stopped = false

  constructor(ports: RecorderPorts) {
    this.#ports = ports
  }

  /** The conference in force; null while there is none. */
  attach(conference: Conference | null): void {
    if (this.#stopped || this.#conference === conference) return
    this.#unwatch()
    for (const producerId of [...this.#tracks.keys()]) this.#end(producerId)
    this.#conference = conference
    this.#unwatch = conference?.watch((change) => this.#changed(change)) ?? (() => {})
    this.#look()
  }

  include(peerId: PeerId): void {
    this.#included.add(peerId)
    this.#look()
  }

  /** From here on nothing of this peer is written. */
  exclude(peerId: PeerId): void {
    this.#included.delete(peerId)
    for (const [producerId, { producer }] of [...this.#tracks]) if (producer.participantId === peerId) this.#end(producerId)
  }

  /** Resolves when every file is closed. Harmless to repeat. */
  async stop(): Promise<void> {
    this.#stopped = true
    this.#unwatch()
    for (const producerId of [...this.#tracks.keys()]) this.#end(producerId)
    await Promise.all(this.#ending)
  }

  #look(): void {
    for (const producer of this.#conference?.producers() ?? []) this.#begin(producer)
  }

  #begin(producer: ProducerInfo): void {
    const { producerId, participantId } = producer
    if (this.#stopped || !this.#conference || !this.#included.has(participantId) || this.#tracks.has(producerId)) return
    if (this.#tracks.size >= TRACKS_MAX) return this.#ports.log?.warn({ producerId }, 'too many tracks to record them all')
    const track = new TrackRecording(producer, { ...this.#ports, conference: this.#conference, number: (this.#count += 1) })
    this.#tracks.set(producerId, track)
    void track.run().then((again) => {
      if (this.#tracks.get(producerId) !== track) return
      this.#end(producerId)
      // its writer died: the rest goes into another file
      if (again) this.#look()
    })
  }

  #end(producerId: string): void {
    const track = this.#tracks.get(producerId)
    if (!track) return
    this.#tracks.delete(producerId)
    const ending = track.end()
    this.#ending.add(ending)
    void ending.finally(() => this.#ending.delete(ending))
  }

  #changed({ type, producer }: ProducerChange): void {
    if (type === 'opened') this.#begin(producer)
    else if (type === 'closed') this.#end(producer.producerId)
    else this.#tracks.get(producer.producerId)?.changed(type)
  }
}
