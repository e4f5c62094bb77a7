import type { Source } from '#protocol/frames/media'
import type { ServerFrame } from '#protocol/frames/server'
import { noTracks, type LocalTracks, type MediaPlane, type PeerStats, type RemoteMedia } from '#sdk/calls/plane'

/** A plane that remembers what was asked of it and brings the tracks it is given. */
export class FakePlane implements MediaPlane {
  readonly epoch: number
  readonly name: string
  readonly ready: Promise<void>
  becomeReady: () => void = () => undefined
  fail: (error: Error) => void = () => undefined
  state: 'live' | 'retired' | 'closed' = 'live'
  tracks: LocalTracks = noTracks
  toldTimes = 0
  readonly calls: string[] = []
  readonly frames: ServerFrame[] = []
  readonly #remotes = new Map<string, RemoteMedia>()

  constructor(name: string, epoch: number) {
    this.name = name
    this.epoch = epoch
    this.ready = new Promise((resolve, reject) => {
      this.becomeReady = resolve
      this.fail = reject
    })
    this.ready.catch(() => undefined)
  }

  /** From now on somebody's source is here; flowing = packets of it have come. */
  brings(participantId: string, source: Source, flowing: boolean): void {
    const old = this.#remotes.get(participantId)
    const track = { id: `${this.name}-${source}` } as unknown as MediaStreamTrack
    const flows = new Set(old?.flowing ?? [])
    if (flowing) flows.add(source)
    this.#remotes.set(participantId, { connection: 'connected', tracks: { ...old?.tracks, [source]: track }, flowing: flows })
  }

  setParticipants(): void {
    this.calls.push('participants')
  }

  setTracks(tracks: LocalTracks): void {
    this.tracks = tracks
  }

  setVideoLevel(level: string): void {
    this.calls.push(`level ${level}`)
  }

  setDeafened(deafened: boolean): void {
    this.calls.push(`deafened ${deafened}`)
  }

  view(): void {
    this.calls.push('view')
  }

  silenced(): void {
    this.calls.push('silenced')
  }

  receive(frame: ServerFrame): void {
    this.frames.push(frame)
  }

  remote(participantId: string): RemoteMedia | null {
    return this.state === 'closed' ? null : (this.#remotes.get(participantId) ?? null)
  }

  level(): number {
    return 0
  }

  nudge(): void {
    this.calls.push('nudge')
  }

  cutOff(): void {
    this.calls.push('cut off')
  }

  toldAgain(): void {
    this.toldTimes++
  }

  async stats(): Promise<PeerStats[]> {
    return []
  }

  async sendStats(): Promise<null> {
    return null
  }

  hold(ms: number): void {
    this.calls.push(`hold ${ms}`)
  }

  lead(): void {
    this.calls.push('lead')
  }

  retire(): void {
    if (this.state === 'live') this.state = 'retired'
  }

  close(): void {
    this.state = 'closed'
  }
}
