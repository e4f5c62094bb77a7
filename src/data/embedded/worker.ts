/** The thread that holds PGlite. Statements come by message, wait in their lane, and run one after another. */
import { type Engine, openEngine } from './engine'
import { Lanes } from './lanes'
import type { EngineFiles, FromWorker, ToWorker } from './messages'
import { Upkeep } from './upkeep'

declare const self: Worker

type Job = { id: number; run: (engine: Engine) => Promise<object[]> }

/** How many appends may share one sync to disk. */
const groupMax = 32

const tell = (message: FromWorker): void => self.postMessage(message)
/** Emscripten throws objects with an errno that are no Errors. */
const broken = (error: unknown): void =>
  tell({ type: 'broken', message: error instanceof Error ? error.message : `file system: ${JSON.stringify(error)}` })
const nextTurn = (): Promise<void> => new Promise((resolve) => setImmediate(resolve))

const lanes = new Lanes<Job>()
let engine: Engine | null = null
let upkeep: Upkeep | null = null
let running = false
let closing = false

async function attempt({ id, run }: Job, engine: Engine): Promise<FromWorker> {
  try {
    return { type: 'rows', id, rows: await run(engine) }
  } catch (error) {
    const { code, message } = error as { code?: unknown; message?: string }
    // The machine under Postgres stopped, not a statement: nothing it says after that is worth anything.
    if (error instanceof WebAssembly.RuntimeError || (error as Error).name === 'ExitStatus') broken(error)
    return { type: 'error', id, code: typeof code === 'string' ? code : 'XX000', message: message ?? String(error) }
  }
}

/** Commits of a group reach the log without waiting for the disk; one sync follows, and only then is anybody answered. */
async function attemptGroup(jobs: readonly Job[], engine: Engine): Promise<FromWorker[]> {
  const answers: FromWorker[] = []
  await engine.db.exec('set synchronous_commit = off')
  for (const job of jobs) answers.push(await attempt(job, engine))
  await engine.db.exec('set synchronous_commit = on')
  await engine.db.query("select pg_logical_emit_message(true, 'group', '')")
  return answers
}

async function drain(engine: Engine): Promise<void> {
  for (let next = lanes.take(groupMax - 1); next !== null; next = lanes.take(groupMax - 1)) {
    const [first] = next.jobs
    if (next.jobs.length > 1) for (const answer of await attemptGroup(next.jobs, engine)) tell(answer)
    else if (first) tell(await attempt(first, engine))
    await upkeep?.afterJob(lanes.size)
    await nextTurn()
  }
}

function wake(): void {
  if (running || !engine) return
  running = true
  drain(engine)
    .then(async () => {
      running = false
      if (closing) await close()
      else if (lanes.size > 0) wake()
    })
    .catch(broken)
}

async function close(): Promise<void> {
  upkeep?.stop()
  await engine?.db.close()
  tell({ type: 'closed' })
}

async function open(directory: string, seed: string | null, files: EngineFiles | null): Promise<void> {
  const opened = await openEngine({ directory, seed, files, onFailure: broken })
  engine = opened.engine
  upkeep = new Upkeep(opened.engine.db, (statement) => {
    lanes.add('background', { id: 0, run: async ({ db }) => (await db.query<object>(statement)).rows })
    wake()
  })
  tell({ type: 'ready', made: opened.made })
}

self.onmessage = (event: MessageEvent<ToWorker>) => {
  const message = event.data
  switch (message.type) {
    case 'open':
      open(message.directory, message.seed, message.files).catch(broken)
      break
    case 'query':
      lanes.add(message.lane, { id: message.id, run: async ({ db }) => (await db.query<object>(message.text, [...message.params])).rows })
      wake()
      break
    case 'script':
      lanes.add('interactive', {
        id: message.id,
        run: async ({ db }) => {
          await db.transaction(async (transaction) => transaction.exec(message.text))
          return []
        },
      })
      wake()
      break
    case 'close':
      closing = true
      wake()
      break
    default:
      message satisfies never
  }
}
