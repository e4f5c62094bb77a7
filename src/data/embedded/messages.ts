import type { Lane } from '#src/data/database'

/** What the worker that holds the engine is told. */
export type ToWorker =
  | { type: 'open'; directory: string; seed: string | null }
  | { type: 'query'; id: number; lane: Lane; text: string; params: readonly unknown[] }
  | { type: 'script'; id: number; text: string }
  | { type: 'close' }

/** What it tells. After `broken` it may never answer again: it is ended and another one opens the directory. */
export type FromWorker =
  | { type: 'ready'; made: 'found' | 'seed' | 'initdb' }
  | { type: 'rows'; id: number; rows: object[] }
  | { type: 'error'; id: number; code: string; message: string }
  | { type: 'broken'; message: string }
  | { type: 'closed' }
