import type { Lane } from '#src/data/database'

/** Where the files of PGlite lie when they are not beside its code: in a compiled binary. */
export type EngineFiles = { readonly wasm: string; readonly initdb: string; readonly data: string }

/** What the worker that holds the engine is told. */
export type ToWorker =
  | { type: 'open'; directory: string; seed: string | null; files: EngineFiles | null }
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
