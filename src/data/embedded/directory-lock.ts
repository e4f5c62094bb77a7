import { dlopen, FFIType } from 'bun:ffi'
import { closeSync, ftruncateSync, mkdirSync, openSync, readFileSync, writeSync } from 'node:fs'
import { dirname } from 'node:path'

const libraries =
  process.platform === 'darwin' ? ['libSystem.B.dylib'] : ['libc.so.6', `libc.musl-${process.arch === 'arm64' ? 'aarch64' : 'x86_64'}.so.1`]
const exclusiveNoWait = 2 | 4

function flock(file: number): boolean {
  for (const library of libraries) {
    try {
      const { symbols, close } = dlopen(library, { flock: { args: [FFIType.i32, FFIType.i32], returns: FFIType.i32 } })
      const taken = symbols.flock(file, exclusiveNoWait) === 0
      close()
      return taken
    } catch {
      // another C library
    }
  }
  throw new Error(`No C library with flock among ${libraries.join(', ')}: the embedded database cannot be locked here. Set DATABASE_URL.`)
}

/** Another process has the directory. */
export class DirectoryInUse extends Error {
  override readonly name = 'DirectoryInUse'
}

/** Held while the process lives; the kernel lets go of it however the process ends. */
export type DirectoryLock = { release(): void }

/**
 * Takes the one right to open `directory`. A lock of the kernel (flock) and not a file with a pid in it: it ends with kill -9, never names a
 * stranger who got the same pid, and two containers with separate pid numbers see it. The pid in the file is for the sentence only.
 */
export function lockDirectory(directory: string): DirectoryLock {
  mkdirSync(dirname(directory), { recursive: true })
  const path = `${directory}.lock`
  const file = openSync(path, 'a+')
  if (!flock(file)) {
    closeSync(file)
    const holder = readFileSync(path, 'utf8').trim()
    throw new DirectoryInUse(
      `The data directory ${dirname(directory)} is in use by another Boltorezka${holder ? ` (process ${holder})` : ''}. ` +
        'Stop that one, or set DATA_DIR to another directory.',
    )
  }
  ftruncateSync(file)
  writeSync(file, `${process.pid}\n`)
  let held = true
  return {
    release() {
      if (held) closeSync(file)
      held = false
    },
  }
}
