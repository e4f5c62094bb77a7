import { mkdtempSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import type { TestServer } from '#test/parts/server'
import type { FrameInput } from './frame-mutants'
import type { HttpInput } from './http-mutants'
import type { Lane, Outcome } from './lane'

type Input = FrameInput | HttpInput
type Running = { readonly head: string; readonly input: Input }

const FAULTS_MOST = 12
/** Longer inputs go into a file, which the report names. */
const SHOWN = 2_000

/** Lines of the server's log that must not be there. */
const bad = /"level":"(error|fatal)"|crashed|poison|unhandled|uncaught|panic|^\s+at .*\(.*:\d+:\d+\)/im

/** Counts what was hit and how it was answered, and keeps every fault with the exact input. */
export class Report {
  readonly faults: string[] = []
  readonly #server: TestServer
  readonly #seed: number
  readonly #hits = new Map<string, Map<string, number>>()
  readonly #running = new Map<Lane, Running>()
  #read: number
  #folder: string | null = null
  #slowest = { ms: 0, input: '' }

  constructor(server: TestServer, seed: number) {
    this.#server = server
    this.#seed = seed
    this.#read = server.output().length
  }

  /** Enough is known to stop. */
  get full(): boolean {
    return this.faults.length >= FAULTS_MOST
  }

  /** Runs one input and takes down what became of it, and what the server logged meanwhile. */
  async during(at: number, lane: Lane, kind: string, input: Input, play: () => Promise<Outcome>): Promise<void> {
    const head = `#${at} (SEED=${this.#seed}) by ${lane.part}: ${kind} ${input.hit ?? ''}: ${input.what.slice(0, 200)}`
    this.#running.set(lane, { head, input })
    const started = performance.now()
    const outcome = await play().catch((error: Error): Outcome => ({ answers: ['failed'], faults: [error.message] }))
    const ms = performance.now() - started
    if (ms > this.#slowest.ms) this.#slowest = { ms, input: head }
    for (const fault of outcome.faults) this.faults.push(`${fault}\n  came from ${this.#exactly({ head, input })}`)
    this.#listen()
    this.#running.delete(lane)
    const answers = this.#hits.get(input.hit ?? kind) ?? new Map<string, number>()
    this.#hits.set(input.hit ?? kind, answers)
    for (const answer of outcome.answers) answers.set(answer, (answers.get(answer) ?? 0) + 1)
  }

  /** Which of these names no input hit. */
  never(names: readonly string[]): string[] {
    return names.filter((name) => !this.#hits.has(name))
  }

  print(): void {
    for (const [name, answers] of [...this.#hits].toSorted(([a], [b]) => a.localeCompare(b))) {
      const counts = [...answers].toSorted(([, a], [, b]) => b - a)
      const total = counts.reduce((sum, [, count]) => sum + count, 0)
      console.log(`${name.padEnd(42)} ${String(total).padStart(5)}  ${counts.map(([answer, count]) => `${answer} ${count}`).join(', ')}`)
    }
    console.log(`slowest: ${this.#slowest.ms.toFixed(0)} ms, ${this.#slowest.input}`)
    for (const fault of this.faults) console.log(`\nFAULT ${fault}`)
  }

  /** The log is read after every input: what it complains of came from one of those that ran just now. */
  #listen(): void {
    const output = this.#server.output()
    if (output.length === this.#read) return
    const said = output.slice(this.#read)
    this.#read = output.length
    if (!bad.test(said)) return
    this.faults.push(
      `the server's log says: ${said.slice(0, 3_000)}\n  while these ran:\n${[...this.#running.values()].map((one) => this.#exactly(one)).join('\n')}`,
    )
  }

  /** The input as it was sent; a long one in a file. */
  #exactly({ head, input }: Running): string {
    const parts = input.kind === 'http' ? [input.bytes] : input.frames
    const text = parts.map((part) => JSON.stringify(typeof part === 'string' ? part : Buffer.from(part).toString('latin1'))).join('\n')
    if (text.length <= SHOWN) return `${head}\n${text}`
    this.#folder ??= mkdtempSync(join(tmpdir(), 'boltorezka-fuzz-'))
    const file = join(this.#folder, `${head.slice(1).split(' ')[0]}.txt`)
    writeFileSync(file, text)
    return `${head}\n${text.slice(0, 300)} … ${text.slice(-100)}\n  all of it: ${file}`
  }
}
