import { readdirSync, statSync } from 'node:fs'
import { join } from 'node:path'

/** A file of the built web client, ready to be sent. */
export type WebFile = { readonly path: string; readonly type: string; readonly etag: string; readonly immutable: boolean }

export type WebFiles = {
  /** The file under this path (`/assets/app-1a2b3c4d.js`), or null. */
  find(path: string): WebFile | null
  /** Its bytes as gzip, made once and kept; null where that does not pay. */
  gzip(file: WebFile): Promise<Uint8Array<ArrayBuffer> | null>
}

/** Bun names what it builds after its content. */
const hashed = /-[a-z0-9]{8}\.[a-z0-9.]+$/

/** Missing files make the folder be read again, but not more often than this: a rebuilt client is found, a scan is not paid for. */
const rescanMs = 1000

/** The files of a folder. Only what was listed is ever opened, so no path leads out of it. */
export function openWebFiles(root: string): WebFiles {
  let known = new Map<string, WebFile>()
  let scannedAt = -Infinity
  const packed = new Map<string, Promise<Uint8Array<ArrayBuffer>>>()
  const gzip = packing(packed)

  function scan(): void {
    scannedAt = performance.now()
    const found = new Map<string, WebFile>()
    for (const entry of list(root)) {
      if (!entry.isFile() || entry.name.endsWith('.map')) continue
      const path = join(entry.parentPath, entry.name)
      const { mtimeMs, size } = statSync(path)
      const etag = `"${size.toString(36)}-${Math.floor(mtimeMs).toString(36)}"`
      found.set(path.slice(root.length).replaceAll('\\', '/'), {
        path,
        type: Bun.file(path).type,
        etag,
        immutable: hashed.test(entry.name),
      })
    }
    known = found
    packed.clear()
  }

  function current(file: WebFile | undefined): boolean {
    if (!file) return false
    // what is not named after its content may be replaced under the same name
    if (file.immutable) return true
    const stat = statSync(file.path, { throwIfNoEntry: false })
    return stat !== undefined && file.etag === `"${stat.size.toString(36)}-${Math.floor(stat.mtimeMs).toString(36)}"`
  }

  return {
    find(path) {
      if (!current(known.get(path)) && performance.now() - scannedAt > rescanMs) scan()
      return known.get(path) ?? null
    },
    gzip,
  }
}

/** Files that cannot change while the program runs, by their path on the web: those inside a compiled binary. */
export function fixedWebFiles(files: Readonly<Record<string, { readonly path: string; readonly etag: string }>>): WebFiles {
  const known = new Map(
    Object.entries(files).map(([name, { path, etag }]) => [name, { path, type: Bun.file(name).type, etag, immutable: hashed.test(name) }]),
  )
  return { find: (path) => known.get(path) ?? null, gzip: packing(new Map()) }
}

/** Packs what packing makes smaller, once. */
function packing(packed: Map<string, Promise<Uint8Array<ArrayBuffer>>>): WebFiles['gzip'] {
  return async ({ path, type, etag }) => {
    if (!/^text\/|javascript|json|svg|wasm/.test(type)) return null
    const key = `${path} ${etag}`
    const made =
      packed.get(key) ??
      Bun.file(path)
        .bytes()
        .then((bytes) => Bun.gzipSync(bytes))
    packed.set(key, made)
    return made
  }
}

function list(root: string) {
  try {
    return readdirSync(root, { recursive: true, withFileTypes: true })
  } catch {
    return []
  }
}
