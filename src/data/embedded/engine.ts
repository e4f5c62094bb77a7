import { existsSync, mkdirSync, renameSync, rmSync } from 'node:fs'
import { dirname } from 'node:path'
import { PGlite } from '@electric-sql/pglite'
import type { EngineFiles } from './messages'
import { SyncedFiles, syncPath, syncTree } from './synced-files'

const iso = (text: string): string => new Date(text).toISOString()

const parsers = { 20: Number, 1700: Number, 1184: iso }

/**
 * PGlite's own parameters but -F, which would switch fsync off. wal_sync_method=fsync because fdatasync does nothing under Emscripten.
 */
const startParams = [
  ...PGlite.defaultStartParams.filter((parameter) => parameter !== '-F'),
  ...['fsync=on', 'wal_sync_method=fsync', 'shared_buffers=16MB', 'max_wal_size=256MB', 'TimeZone=UTC', 'jit=off'].flatMap((setting) => [
    '-c',
    setting,
  ]),
]

/** A running PGlite on a directory whose writes reach the disk. */
export type Engine = { db: PGlite; syncs(): number }

type Start = {
  readonly directory: string
  readonly files: EngineFiles | null
  readonly onFailure: (error: unknown) => void
}

async function start({ directory, files, onFailure }: Start): Promise<Engine> {
  const fs = new SyncedFiles(directory, onFailure)
  const db = await PGlite.create({ fs, startParams, parsers, ...(files && (await load(files))) })
  return { db, syncs: () => fs.syncs }
}

/** What PGlite would fetch from beside its code. */
async function load({ wasm, initdb, data }: EngineFiles) {
  const compile = async (path: string): Promise<WebAssembly.Module> => WebAssembly.compile(await Bun.file(path).arrayBuffer())
  const [pgliteWasmModule, initdbWasmModule] = await Promise.all([compile(wasm), compile(initdb)])
  return { pgliteWasmModule, initdbWasmModule, fsBundle: Bun.file(data) }
}

/** One commit must make one fsync: a PGlite or a Bun that lost it on the way would acknowledge what a power cut takes back. */
async function checkSync({ db, syncs }: Engine): Promise<void> {
  const before = syncs()
  await db.query("select pg_logical_emit_message(true, 'boltorezka', '')")
  if (syncs() === before)
    throw new Error('The embedded database does not sync its commits to disk on this platform. Set DATABASE_URL to a Postgres.')
}

type Opening = Start & { readonly seed: string | null }

/** The first directory appears whole or not at all: filled beside its place, synced, then renamed. */
async function makeDirectory({ directory, seed, files }: Opening): Promise<'seed' | 'initdb'> {
  const fresh = `${directory}.new`
  rmSync(fresh, { recursive: true, force: true })
  mkdirSync(fresh, { recursive: true, mode: 0o700 })
  const hasSeed = seed !== null && existsSync(seed)
  if (hasSeed) {
    await new Bun.Archive(await Bun.file(seed).bytes()).extract(fresh)
  } else {
    const { db } = await start({ directory: fresh, files, onFailure: () => undefined })
    await db.close()
  }
  await syncTree(fresh)
  renameSync(fresh, directory)
  await syncPath(dirname(directory))
  return hasSeed ? 'seed' : 'initdb'
}

/** Opens the directory, making it first where there is none. */
export async function openEngine(opening: Opening): Promise<{ engine: Engine; made: 'found' | 'seed' | 'initdb' }> {
  const made = existsSync(opening.directory) ? 'found' : await makeDirectory(opening)
  const engine = await start(opening)
  await checkSync(engine)
  return { engine, made }
}
