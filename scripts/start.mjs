import { existsSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import { bootstrap } from './bootstrap.mjs'
import { buildStale } from './build.mjs'
import { bunEnvironment } from './bun-environment.mjs'
import { become, main, root, say } from './process.mjs'

// npm start: whatever is missing is fetched and built, then the program has the terminal. `npm start -- config` runs its other commands.
await main(async () => {
  const bun = await bootstrap()
  await buildStale(bun)
  const given = process.argv.slice(2)
  const life = become(bun, ['src/main/main.ts', ...(given.length > 0 ? given : ['serve'])], { ...bunEnvironment, ...process.env })
  const ended = new AbortController()
  const worker = wantsWorker(given[0] ?? 'serve') ? besideIt(ended.signal) : null
  await life.finally(() => ended.abort())
  await worker
})

/** Not for other commands, nor where group calls are switched off or have a worker of the operator's choice. */
function wantsWorker(command) {
  const file = join(root, '.env')
  const kept = existsSync(file) ? readFileSync(file, 'utf8') : ''
  const setting = (key) =>
    process.env[key]?.trim() || new RegExp(`^\\s*(?:export\\s+)?${key}\\s*=\\s*["']?([^"'\\s#]*)`, 'm').exec(kept)?.[1]
  return command === 'serve' && !setting('MEDIA_WORKER_BIN') && setting('MEDIA_WORKERS') !== '0'
}

/** The first start gets the media worker while the server serves already; it takes the worker up when it is there. */
async function besideIt(signal) {
  try {
    const { mediaWorker } = await import('./media-worker/at-hand.mjs')
    await mediaWorker({ gently: true, signal })
  } catch (error) {
    if (!signal.aborted) say(`Group calls stay off.\n${error.message}`)
  }
}
