import { closeSync, fsyncSync, lstatSync, openSync, readdirSync } from 'node:fs'
import { join } from 'node:path'
import { NodeFS } from '@electric-sql/pglite/nodefs'

/** The piece of Emscripten's file system that is replaced: stock NODEFS answers fsync without doing it. */
type Emscripten = { FS: { filesystems?: { NODEFS?: NodeFiles } }; NODEFS?: NodeFiles }
type NodeFiles = { stream_ops: { fsync?: (stream: { nfd: number }) => number } }

const ioError = 29

/** PGlite's files on disk with a real fsync under them. `onFailure` is told of the first one that fails: Postgres must not run on after that. */
export class SyncedFiles extends NodeFS {
  syncs = 0
  readonly #onFailure: (error: unknown) => void

  constructor(directory: string, onFailure: (error: unknown) => void) {
    super(directory)
    this.#onFailure = onFailure
  }

  override async init(...[pg, options]: Parameters<NodeFS['init']>): ReturnType<NodeFS['init']> {
    const started = await super.init(pg, options)
    const before = started.emscriptenOpts.preRun
    const install = (module: unknown): void => {
      const emscripten = module as Emscripten
      const files = emscripten.FS.filesystems?.NODEFS ?? emscripten.NODEFS
      if (!files) throw new Error('This PGlite has no NODEFS to put an fsync under')
      files.stream_ops.fsync = (stream) => this.#sync(stream.nfd)
    }
    started.emscriptenOpts.preRun = [...(Array.isArray(before) ? before : before ? [before] : []), install]
    return started
  }

  #sync(file: number): number {
    try {
      fsyncSync(file)
      this.syncs += 1
      return 0
    } catch (error) {
      this.#onFailure(error)
      return ioError
    }
  }
}

export function syncPath(path: string): void {
  const file = openSync(path, 'r')
  try {
    fsyncSync(file)
  } finally {
    closeSync(file)
  }
}

/** Every file and directory below and including `path`, children first. */
export function syncTree(path: string): void {
  const kind = lstatSync(path)
  if (kind.isSymbolicLink()) return
  if (kind.isDirectory()) for (const name of readdirSync(path)) syncTree(join(path, name))
  syncPath(path)
}
