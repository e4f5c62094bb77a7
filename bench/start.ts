import { freePort } from '#test/parts/free-port'
import { startPostgres } from '#test/parts/postgres'
import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { atMost, medians, report } from './parts/report'

/** Process start to the first good answer of /health/ready: embedded (first and later start) and on a migrated Postgres. */
const RUNS = Number(process.env['RUNS'] ?? 3)
const program = new URL('../src/main/main.ts', import.meta.url).pathname

async function startMs(env: Record<string, string>): Promise<number> {
  const port = await freePort()
  const began = performance.now()
  const child = Bun.spawn([process.execPath, program, 'serve'], {
    env: { PATH: process.env['PATH'] ?? '', HOST: '127.0.0.1', PORT: String(port), LOG_LEVEL: 'error', ...env },
    stdout: 'ignore',
    stderr: 'inherit',
  })
  let milliseconds = Number.NaN
  while (child.exitCode === null) {
    const ready = await fetch(`http://127.0.0.1:${port}/health/ready`).catch(() => null)
    if (ready?.ok) {
      milliseconds = performance.now() - began
      break
    }
    await Bun.sleep(2)
  }
  child.kill()
  await child.exited
  return milliseconds
}

const database = await startPostgres()
const figures = await medians(RUNS, async (run) => {
  const home = mkdtempSync(join(tmpdir(), 'boltorezka-start-'))
  try {
    const embedded = { DATA_DIR: join(home, 'embedded') }
    const onPostgres = { DATA_DIR: join(home, 'postgres'), DATABASE_URL: await database.create(`start${run}`) }
    const first = await startMs(embedded)
    const later = await startMs(embedded)
    await startMs(onPostgres)
    return { embeddedFirst: first, embeddedLater: later, postgres: await startMs(onPostgres) }
  } finally {
    rmSync(home, { recursive: true, force: true })
  }
})
await database.stop()
report('start', { milliseconds: figures }, [
  atMost('ready with Postgres, ms', figures.postgres, 400),
  atMost('ready embedded, ms', figures.embeddedLater, 1_000),
  atMost('ready embedded, first start, ms', figures.embeddedFirst, 2_000),
])
process.exit(0)
