import { fsyncSync } from 'node:fs'
import { open, readdir } from 'node:fs/promises'
import { join } from 'node:path'
import { NodeFS } from '@electric-sql/pglite/nodefs'

/** The piece of Emscripten's file system that is replaced: stock NODEFS answers fsync without doing it. */
type Emscripten = { FS: { filesystems?: { NODEFS?: NodeFiles } }; NODEFS?: NodeFiles }
type Stream = { nfd: number; path?: string }
type Write = (stream: Stream, buffer: Uint8Array, offset: number, length: number, position?: number) => number
type NodeFiles = { stream_ops: { fsync?: (stream: Stream) => number; write: Write } }

const ioError = 29

/** The one call everything rests on. A test puts a disk that fails in its place. */
export const disk = { sync: fsyncSync }

/**
 * PGlite's files on disk with a real fsync under them. `onFailure` is told when a sync fails, or a write to the log (a full disk): Postgres
 * answers both with PANIC, and a PANIC under Emscripten may spin for ever.
 */
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
      const { write } = files.stream_ops
      files.stream_ops.fsync = (stream) => this.#sync(stream.nfd)
      files.stream_ops.write = (...call) => (call[0].path?.includes('pg_wal/') ? this.#log(write, call) : write(...call))
    }
    started.emscriptenOpts.preRun = [...(Array.isArray(before) ? before : before ? [before] : []), install]
    return started
  }

  #log(write: Write, call: Parameters<Write>): number {
    try {
      const written = write(...call)
      if (written < call[3]) this.#onFailure(new Error(`the log took ${written} of ${call[3]} bytes: is the disk full?`))
      return written
    } catch (error) {
      this.#onFailure(error)
      throw error
    }
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
