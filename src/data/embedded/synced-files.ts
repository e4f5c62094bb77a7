import { fsyncSync } from 'node:fs'
import { open, readdir } from 'node:fs/promises'
import { join } from 'node:path'
import { NodeFS } from '@electric-sql/pglite/nodefs'

/** The piece of Emscripten's file system that is replaced: stock NODEFS answers fsync without doing it. */
type Emscripten = { FS: { filesystems?: { NODEFS?: NodeFiles } }; NODEFS?: NodeFiles }
type NodeFiles = { stream_ops: { fsync?: (stream: { nfd: number }) => number } }

const ioError = 29

/** The one call everything rests on. A test puts a disk that fails in its place. */
export const disk = { sync: fsyncSync }

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
      disk.sync(file)
      this.syncs += 1
      return 0
    } catch (error) {
      this.#onFailure(error)
      return ioError
    }
  }
}

/** Syncs one file or directory. */
export async function syncPath(path: string): Promise<void> {
  const file = await open(path, 'r')
  try {
    await file.sync()
  } finally {
    await file.close()
  }
}

/** How many syncs are asked of the disk at once: they share its journal's commits. */
const atOnce = 16

/** Everything below and including `directory`. */
export async function syncTree(directory: string): Promise<void> {
  const below = await readdir(directory, { recursive: true, withFileTypes: true })
  const paths = below.filter((entry) => !entry.isSymbolicLink()).map((entry) => join(entry.parentPath, entry.name))
  paths.push(directory)
  const work = async (): Promise<void> => {
    for (let path = paths.pop(); path !== undefined; path = paths.pop()) await syncPath(path)
  }
  await Promise.all(Array.from({ length: atOnce }, work))
}
