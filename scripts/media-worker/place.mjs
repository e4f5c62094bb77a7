import { spawn } from 'node:child_process'
import { existsSync, readFileSync } from 'node:fs'
import { homedir } from 'node:os'
import { join } from 'node:path'
import { root } from '#scripts/process.mjs'

/** mediasoup's version: the one of package.json, so that nothing needs to be installed to know it. */
export const version = JSON.parse(readFileSync(join(root, 'package.json'), 'utf8')).dependencies.mediasoup

/** The mediasoup package, once packages are there. */
export const sources = join(root, 'node_modules', 'mediasoup')

/** Where the worker for this machine lies; src/main/media-worker.ts looks in the same place. */
export function workerPlace(env = process.env) {
  const cache = env.XDG_CACHE_HOME || join(homedir(), '.cache')
  return join(cache, 'boltorezka', `mediasoup-worker-${version}-${process.platform}-${process.arch}`)
}

/** Whether a file is a worker that runs here: without MEDIASOUP_VERSION it ends with 41. */
export async function runs(path) {
  if (!existsSync(path)) return false
  return new Promise((resolve) => {
    const child = spawn(path, [], { env: {}, stdio: 'ignore', timeout: 10_000 })
    child.on('error', () => resolve(false))
    child.on('exit', (code) => resolve(code === 41))
  })
}
