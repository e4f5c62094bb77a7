import type { Diagnosis, ProbeAnswer } from '#protocol/http/rtc'
import type { IceServer } from '#protocol/models'
import type { Api } from '#sdk/api/api'
import type { MediaPort } from '#sdk/calls/media-port'
import type { Clock } from '#sdk/clock'
import { failure, type RequestFailed } from '#sdk/failure'
import { Value, type Observable } from '#sdk/observable'
import { tryWay } from './try-way'
import { attemptOf, conclusionOf, waysOf, type Conclusion, type Way } from './ways'

export type DoctorSnapshot = {
  readonly state: 'idle' | 'running' | 'done' | 'failed' | 'unsupported'
  /** How the server sees itself. */
  readonly server: Diagnosis | null
  readonly ways: readonly Way[]
  readonly conclusion: Conclusion | null
  readonly error: RequestFailed | null
}

export type DoctorOptions = { readonly api: Pick<Api, 'rtc' | 'iceServers' | 'health'>; readonly port: MediaPort; readonly clock: Clock }

const idle: DoctorSnapshot = { state: 'idle', server: null, ways: [], conclusion: null, error: null }

/** Which ways media has from here to the server: each is tried with a connection of its own, all at once. */
export class Doctor implements Observable<DoctorSnapshot> {
  readonly #options: DoctorOptions
  readonly #state = new Value(idle)
  #running: Promise<void> | null = null

  readonly subscribe = this.#state.subscribe
  readonly getSnapshot = this.#state.getSnapshot

  constructor(options: DoctorOptions) {
    this.#options = options
  }

  /** Examines; a second call while it runs waits for the same. */
  run(): Promise<void> {
    this.#running ??= this.#examine()
      .catch((error: unknown) => this.#state.patch({ state: 'failed', error: failure(error) }))
      .finally(() => (this.#running = null))
    return this.#running
  }

  async #examine(): Promise<void> {
    const { api, port } = this.#options
    if (!port.supported) return this.#state.set({ ...idle, state: 'unsupported' })
    this.#state.set({ ...idle, state: 'running' })
    const [{ iceServers }, { media }] = await Promise.all([api.iceServers(), api.health()])
    this.#state.patch({ ways: waysOf(iceServers) })
    const server = api.rtc.diagnose().then((diagnosis) => {
      this.#state.patch({ server: diagnosis })
      return diagnosis
    })
    // whoever fails first is told by `server`, once it is waited for
    server.catch(() => undefined)
    await Promise.all(this.getSnapshot().ways.map((way) => this.#try(way, iceServers, media.status === 'ok')))
    this.#state.patch({ state: 'done', conclusion: conclusionOf(this.getSnapshot().ways, (await server).sfu) })
  }

  async #try(way: Way, iceServers: readonly IceServer[], sfu: boolean): Promise<void> {
    const { port, clock } = this.#options
    const probe = sfu ? await this.#probe() : null
    const attempt = attemptOf(way, probe, iceServers)
    if (!attempt) return this.#judge(way, { state: 'absent', problem: 'absent' })
    const { problem, ms } = await tryWay(port, clock, probe, attempt)
    this.#judge(way, { state: problem ? 'fails' : 'works', problem, ms })
  }

  /** An end of its own for every try; null where the media server went away meanwhile. */
  async #probe(): Promise<ProbeAnswer | null> {
    try {
      return await this.#options.api.rtc.probe()
    } catch (error) {
      if (failure(error).code === 'media_unavailable') return null
      throw error
    }
  }

  #judge({ id }: Way, verdict: Partial<Way>): void {
    this.#state.patch({ ways: this.getSnapshot().ways.map((way) => (way.id === id ? { ...way, ...verdict } : way)) })
  }
}
