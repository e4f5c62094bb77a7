import type { Source } from '#protocol/frames/media'
import type { MediaPort } from './media-port'

type Tracks = Readonly<Partial<Record<Source, MediaStreamTrack>>>
type Streams = { readonly stream: MediaStream; readonly screen: MediaStream }

/** The streams of the others: the objects stay for the whole call, whichever plane the tracks come from. */
export class Remotes {
  readonly #port: Pick<MediaPort, 'stream'>
  readonly #streams = new Map<string, Streams>()
  #deafened = false

  constructor(port: Pick<MediaPort, 'stream'>) {
    this.#port = port
  }

  /** Puts these tracks into somebody's streams. */
  arrange(participantId: string, tracks: Tracks): Streams {
    const streams = this.#of(participantId)
    this.#fill(streams.stream, [tracks.mic, tracks.camera])
    this.#fill(streams.screen, [tracks.screen, tracks['screen-audio']])
    return streams
  }

  /** Silence whatever plays the streams. */
  setDeafened(deafened: boolean): void {
    this.#deafened = deafened
    for (const { stream, screen } of this.#streams.values())
      for (const track of [...stream.getTracks(), ...screen.getTracks()]) this.#hush(track)
  }

  /** Forgets those who are not here any more. */
  keep(here: ReadonlySet<string>): void {
    for (const id of this.#streams.keys()) if (!here.has(id)) this.#streams.delete(id)
  }

  #of(participantId: string): Streams {
    const known = this.#streams.get(participantId)
    if (known) return known
    const streams = { stream: this.#port.stream(), screen: this.#port.stream() }
    this.#streams.set(participantId, streams)
    return streams
  }

  #fill(stream: MediaStream, wanted: readonly (MediaStreamTrack | undefined)[]): void {
    const tracks = wanted.filter((track) => track !== undefined)
    const old = stream.getTracks()
    for (const track of old) if (!tracks.includes(track)) stream.removeTrack(track)
    for (const track of tracks) {
      if (old.includes(track)) continue
      this.#hush(track)
      stream.addTrack(track)
    }
  }

  #hush(track: MediaStreamTrack): void {
    if (track.kind === 'audio') track.enabled = !this.#deafened
  }
}
