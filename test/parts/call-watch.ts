/** Runs in a page, before anything calls: keeps every peer connection, and what came in over each of them. */

type Row = { type: string; kind?: string } & Record<string, unknown>

/** One stream of packets that came in, as often as it was looked at. */
export type Heard = {
  /** Connection and SSRC. */
  readonly id: string
  readonly track: string
  readonly kind: string
  readonly first: Sample
  readonly last: Sample
  /** It began while it was watched. */
  readonly fresh: boolean
  /** When the first picture was decoded. */
  readonly pictureAt: number | null
  /** The longest stretch that packets should have filled and did not, ms. */
  readonly holeMs: number
}

export type Sample = {
  readonly at: number
  readonly packets: number
  readonly lost: number
  readonly lastPacketAt: number
  readonly concealed: number
  readonly silentConcealed: number
  readonly frames: number
  readonly width: number
}

const packetMs = 20

export class CallWatch {
  readonly connections: RTCPeerConnection[] = []
  readonly #numbers = new Map<RTCPeerConnection, number>()
  #heard = new Map<string, Heard>()
  #timer: ReturnType<typeof setInterval> | null = null
  #begun = false

  install(): void {
    const add = (connection: RTCPeerConnection): void => {
      this.connections.push(connection)
      this.#numbers.set(connection, this.#numbers.size + 1)
    }
    globalThis.RTCPeerConnection = class extends RTCPeerConnection {
      constructor(configuration?: RTCConfiguration) {
        super(configuration)
        add(this)
      }
    }
  }

  /** Plays everything, as somebody who listens would. */
  play(streams: readonly (MediaStream | null)[]): void {
    for (const stream of streams) {
      if (!stream || stream.getTracks().length === 0) continue
      const known = [...document.querySelectorAll('video')].some((element) => element.srcObject === stream)
      if (known) continue
      const element = document.createElement('video')
      Object.assign(element, { srcObject: stream, autoplay: true, playsInline: true, width: 160, height: 90 })
      document.body.append(element)
      void element.play().catch(() => undefined)
    }
  }

  async begin(everyMs = 200): Promise<void> {
    this.#heard = new Map()
    this.#begun = false
    await this.look()
    this.#begun = true
    this.#timer = setInterval(() => void this.look(), everyMs)
  }

  async end(): Promise<Heard[]> {
    if (this.#timer) clearInterval(this.#timer)
    await this.look()
    return [...this.#heard.values()]
  }

  /** What this page sends of pictures, for those who wonder where they are. */
  async sent(): Promise<string[]> {
    const told: string[] = []
    for (const connection of this.connections) {
      if (connection.connectionState === 'closed') continue
      ;(await connection.getStats()).forEach((row: Row) => {
        const { framesSent, targetBitrate, pliCount, qualityLimitationReason: held, availableOutgoingBitrate: room } = row
        if (row.type === 'outbound-rtp' && row.kind === 'video') told.push(JSON.stringify({ framesSent, targetBitrate, pliCount, held }))
        if (row.type === 'candidate-pair' && row['nominated'] === true) told.push(JSON.stringify({ room }))
      })
    }
    return told
  }

  /** What the connections that are open go over: udp or tcp. */
  async protocols(): Promise<string[]> {
    const found: string[] = []
    for (const connection of this.connections) {
      if (connection.connectionState !== 'connected') continue
      const rows = await connection.getStats()
      rows.forEach((row: Row) => {
        if (row.type !== 'candidate-pair' || row['nominated'] !== true) return
        const remote = rows.get(String(row['remoteCandidateId'])) as Row | undefined
        found.push(String(remote?.['protocol']))
      })
    }
    return found
  }

  async look(): Promise<void> {
    await Promise.all(this.connections.map((connection) => this.#lookAt(connection)))
  }

  async #lookAt(connection: RTCPeerConnection): Promise<void> {
    if (connection.connectionState === 'closed') return
    const rows: Row[] = []
    ;(await connection.getStats()).forEach((row: Row) => rows.push(row))
    const number = (value: unknown): number => (typeof value === 'number' ? value : 0)
    for (const row of rows) {
      if (row.type !== 'inbound-rtp' || number(row['packetsReceived']) === 0 || row['trackIdentifier'] === 'probator') continue
      const id = `${this.#numbers.get(connection)}:${String(row['ssrc'])}`
      const sample: Sample = {
        at: Date.now(),
        packets: number(row['packetsReceived']),
        lost: number(row['packetsLost']),
        lastPacketAt: number(row['lastPacketReceivedTimestamp']),
        concealed: number(row['concealedSamples']),
        silentConcealed: number(row['silentConcealedSamples']),
        frames: number(row['framesDecoded']),
        width: number(row['frameWidth']),
      }
      const before = this.#heard.get(id)
      const missing = before ? (sample.lastPacketAt - before.last.lastPacketAt) / packetMs - (sample.packets - before.last.packets) : 0
      this.#heard.set(id, {
        id,
        track: String(row['trackIdentifier']),
        kind: row.kind ?? '',
        first: before?.first ?? sample,
        fresh: before?.fresh ?? this.#begun,
        last: sample,
        pictureAt: before?.pictureAt ?? (sample.frames > 0 ? sample.at : null),
        holeMs: Math.max(before?.holeMs ?? 0, missing * packetMs),
      })
    }
  }
}
