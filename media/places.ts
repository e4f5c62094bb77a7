import type { MediaWorker } from './media-worker'
import { Place, type PlaceEvents } from './place'
import { unavailable } from './refusing'

export type PlacesOptions = {
  /** The living worker with the least to do, of those not in `taken`. */
  readonly pick: (taken: ReadonlySet<MediaWorker>) => MediaWorker | null
  /** Refuses with `busy` when no further peer has room. */
  readonly admit: () => void
  readonly peersPerRouter: number
  readonly events: PlaceEvents
  /** A worker under one of them died. */
  readonly lost: () => void
}

/** The routers of one conference, at most one on a worker. Peers fill one, then the next; when every worker has one, the emptiest. */
export class Places {
  readonly #options: PlacesOptions
  readonly #list: Place[] = []
  readonly #user: { lost(): void }
  #opening: Promise<boolean> | null = null
  #closed = false

  constructor(options: PlacesOptions) {
    this.#options = options
    this.#user = { lost: options.lost }
  }

  /** The first, before any peer has come. */
  async first(): Promise<Place> {
    if (!(await this.#open())) throw unavailable()
    return this.#list[0] as Place
  }

  /** Takes a seat for a peer; give it back with `free`. */
  async seat(): Promise<Place> {
    this.#options.admit()
    for (;;) {
      if (this.#closed) throw unavailable()
      const roomy = this.#list.find(({ peers }) => peers < this.#options.peersPerRouter)
      if (roomy) return take(roomy)
      this.#opening ??= this.#open().finally(() => (this.#opening = null))
      if (await this.#opening) continue
      const emptiest = this.#list.toSorted((a, b) => a.peers - b.peers)[0]
      if (!emptiest) throw unavailable()
      return take(emptiest)
    }
  }

  /** Nothing to do after `close`: that freed every seat. */
  free(place: Place): void {
    if (this.#closed) return
    place.peers--
    place.worker.load.peers--
    if (place.peers > 0 || this.#list.length < 2) return
    this.#list.splice(this.#list.indexOf(place), 1)
    this.#end(place)
  }

  close(): void {
    this.#closed = true
    for (const place of this.#list.splice(0)) {
      place.worker.load.peers -= place.peers
      place.peers = 0
      this.#end(place)
    }
  }

  async #open(): Promise<boolean> {
    const worker = this.#options.pick(new Set(this.#list.map((place) => place.worker)))
    if (worker === null) return false
    worker.users.add(this.#user)
    try {
      const place = await Place.open(worker, this.#options.events)
      if (this.#closed) throw unavailable()
      this.#list.push(place)
      return true
    } catch (error) {
      worker.users.delete(this.#user)
      throw error
    }
  }

  #end(place: Place): void {
    place.worker.users.delete(this.#user)
    place.close()
  }
}

function take(place: Place): Place {
  place.peers++
  place.worker.load.peers++
  return place
}
