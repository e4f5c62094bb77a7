import { access, constants } from 'node:fs/promises'
import { actor } from '#actors/runtime/actor'
import type { Outcome } from '#actors/runtime/exit'
import { second } from '#src/base/durations'
import { type MediaWorker, startWorker, type WorkerOptions } from './media-worker'

export type WorkerMessage =
  | { readonly type: 'died' }
  | { readonly type: 'look' }
  | { readonly type: 'used'; readonly outcome: Outcome<{ readonly ru_utime: number; readonly ru_stime: number }> }

export type WorkerPost = {
  readonly index: number
  readonly options: WorkerOptions
  up(worker: MediaWorker): void
  /** Called in the turn in which the death is known, before anything else happens. */
  down(worker: MediaWorker, why: string): void
  failed(why: string): void
}

/** Why a worker goes that was told to. */
export const STOPPING = 'the media server is stopping'

const LOOK_MS = 2 * second
/** A worker that answers nothing for so many looks does not forward either. */
const PATIENCE = 3

/** One media worker: begins it, looks after it, crashes with it, so that its supervisor begins the next. */
export const workerActor = actor<WorkerMessage, WorkerPost>('media-worker', { capacity: 16, overflow: 'reject' }, async (self, post) => {
  const worker = await begin(post)
  let why: string = STOPPING
  worker.process.on('died', (error) => {
    why = `the media worker died: ${error.message}`
    post.down(worker, why)
    self.ref.send({ type: 'died' })
  })
  try {
    self.every(LOOK_MS, { type: 'look' })
    let unanswered = 0
    let before = 0
    for await (const message of self.inbox) {
      switch (message.type) {
        case 'died':
          throw new Error(why)
        case 'look':
          if (++unanswered > PATIENCE) {
            why = `media worker ${worker.pid} does not answer`
            process.kill(worker.pid, 'SIGKILL')
            throw new Error(why)
          }
          self.go(
            () => worker.process.getResourceUsage(),
            (outcome) => ({ type: 'used', outcome }),
          )
          break
        case 'used':
          if (!message.outcome.ok) break
          unanswered = 0
          worker.load.cpu = (message.outcome.value.ru_utime + message.outcome.value.ru_stime - before) / LOOK_MS
          before = message.outcome.value.ru_utime + message.outcome.value.ru_stime
          break
        default:
          message satisfies never
      }
    }
  } finally {
    post.down(worker, why)
    worker.process.close()
  }
})

async function begin(post: WorkerPost): Promise<MediaWorker> {
  try {
    await access(post.options.workerBin, constants.X_OK)
    const worker = await startWorker(post.index, post.options)
    post.up(worker)
    return worker
  } catch (error) {
    post.failed((error as Error).message)
    throw error
  }
}
