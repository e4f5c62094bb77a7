import type { Log } from '#src/base/log'
import { type Database, DatabaseError, type Lane } from './database'
import { lockDirectory } from './embedded/directory-lock'
import type { EngineFiles, FromWorker, ToWorker } from './embedded/messages'

export type EmbeddedOptions = {
  readonly log?: Log
  /** The seed archive of scripts/seed.ts; without it the first start makes the directory itself, which takes seconds. */
  readonly seed?: string | null
  /** Where the worker's code is; a compiled binary names its own entry point. */
  readonly worker?: string | URL
  /** Where PGlite's own files are, when not beside its code. */
  readonly files?: EngineFiles
}

type Waiting = { resolve: (rows: object[]) => void; reject: (error: DatabaseError) => void }

/** After the engine broke another opens the directory at once, then after growing pauses, for as long as it takes. */
const pauseMs = { first: 100, most: 5_000 }

/** A worker that owes answers and says nothing for this long is stuck: PGlite has no statement timeout of its own. */
const silenceMs = 120_000

const restarting = (message: string): DatabaseError => new DatabaseError('connection', `The embedded database stopped: ${message}`, true)

/** Opens the Postgres that lives in this process's own directory. Refuses a directory another process has open. */
export async function openEmbedded(directory: string, options: EmbeddedOptions = {}): Promise<Database> {
  const lock = lockDirectory(directory)
  const embedded = new Embedded(directory, options, () => lock.release())
  try {
    await embedded.opened
    return embedded
  } catch (error) {
    await embedded.close()
    throw error
  }
}

class Embedded implements Database {
  readonly driver = 'pglite'
  /** Settles with the latest attempt to open; statements wait for it. */
  opened: Promise<void>
  readonly #directory: string
  readonly #options: EmbeddedOptions
  readonly #release: () => void
  readonly #waiting = new Map<number, Waiting>()
  readonly #watchdog: ReturnType<typeof setInterval>
  #worker: Worker | null = null
  #failStart: ((error: Error) => void) | null = null
  #nextId = 1
  #heardAt = performance.now()
  #again: ReturnType<typeof setTimeout> | undefined
  #closed: Promise<void> | null = null
  #onClosed: () => void = () => undefined

  constructor(directory: string, options: EmbeddedOptions, release: () => void) {
    this.#directory = directory
    this.#options = options
    this.#release = release
    this.#watchdog = setInterval(() => this.#watch(), silenceMs / 10)
    this.opened = this.#start()
  }

  async query<Row extends object>(text: string, params: readonly unknown[] = [], lane: Lane = 'interactive'): Promise<Row[]> {
    return (await this.#ask((id) => ({ type: 'query', id, lane, text, params }))) as Row[]
  }

  async script(text: string): Promise<void> {
    await this.#ask((id) => ({ type: 'script', id, text }))
  }

  close(): Promise<void> {
    this.#closed ??= this.#close()
    return this.#closed
  }

  async #ask(message: (id: number) => ToWorker): Promise<object[]> {
    if (this.#closed) throw new DatabaseError('connection', 'The embedded database is closed', false)
    await this.opened
    const worker = this.#worker
    if (!worker) throw restarting('between two attempts')
    const id = this.#nextId++
    if (this.#waiting.size === 0) this.#heardAt = performance.now()
    return new Promise((resolve, reject) => {
      this.#waiting.set(id, { resolve, reject })
      worker.postMessage(message(id))
    })
  }

  #start(): Promise<void> {
    const started = performance.now()
    const worker = new Worker(this.#options.worker ?? new URL('./embedded/worker.ts', import.meta.url))
    this.#worker = worker
    return new Promise((resolve, reject) => {
      this.#failStart = reject
      worker.onerror = (event) => this.#broke(worker, event.message)
      worker.onmessage = (event: MessageEvent<FromWorker>) => {
        if (worker !== this.#worker) return
        this.#heardAt = performance.now()
        const message = event.data
        if (message.type !== 'ready') return this.#hear(worker, message)
        const ms = Math.round(performance.now() - started)
        if (message.made === 'initdb')
          this.#options.log?.warn({ ms }, 'no seed for the embedded database: its directory was made from nothing')
        this.#options.log?.info({ ms, made: message.made, directory: this.#directory }, 'embedded database open')
        this.#failStart = null
        resolve()
      }
      const { seed = null, files = null } = this.#options
      worker.postMessage({ type: 'open', directory: this.#directory, seed, files } satisfies ToWorker)
    })
  }

  #hear(worker: Worker, message: Exclude<FromWorker, { type: 'ready' }>): void {
    switch (message.type) {
      case 'rows':
        this.#settle(message.id)?.resolve(message.rows)
        break
      case 'error':
        this.#settle(message.id)?.reject(new DatabaseError(message.code, message.message, false))
        break
      case 'broken':
        this.#broke(worker, message.message)
        break
      case 'closed':
        this.#onClosed()
        break
      default:
        message satisfies never
    }
  }

  #settle(id: number): Waiting | undefined {
    const waiting = this.#waiting.get(id)
    this.#waiting.delete(id)
    return waiting
  }

  #watch(): void {
    if (this.#worker && this.#waiting.size > 0 && performance.now() - this.#heardAt > silenceMs) this.#broke(this.#worker, 'no answer')
  }

  /** After a failed sync Postgres may spin for ever: that worker is ended, what waited is told to come again, and another opens the directory. */
  #broke(worker: Worker, message: string): void {
    if (worker !== this.#worker) return
    this.#worker = null
    worker.terminate()
    for (const waiting of this.#waiting.values()) waiting.reject(restarting(message))
    this.#waiting.clear()
    this.#onClosed()
    const failStart = this.#failStart
    this.#failStart = null
    if (failStart) return failStart(restarting(message))
    this.#options.log?.error({ reason: message }, 'embedded database broke')
    this.#reopen(pauseMs.first)
  }

  #reopen(pause: number): void {
    if (this.#closed) return
    this.opened = this.#start()
    this.opened.catch((error: unknown) => {
      this.#options.log?.error({ reason: String(error), pause }, 'embedded database does not open')
      this.#again = setTimeout(() => this.#reopen(Math.min(pause * 2, pauseMs.most)), pause)
    })
  }

  async #close(): Promise<void> {
    await this.opened.catch(() => undefined)
    clearTimeout(this.#again)
    clearInterval(this.#watchdog)
    const worker = this.#worker
    if (worker) {
      await new Promise<void>((resolve) => {
        this.#onClosed = resolve
        worker.postMessage({ type: 'close' } satisfies ToWorker)
      })
      this.#worker = null
      worker.terminate()
    }
    this.#release()
  }
}
