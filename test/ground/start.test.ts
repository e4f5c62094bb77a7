import { afterEach, beforeEach, expect, test } from 'bun:test'
import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import type { Subprocess } from 'bun'

const root = join(import.meta.dir, '..', '..')
const node = Bun.which('node') ?? process.execPath

let dataDir = ''
let running: Subprocess<'ignore', 'pipe', 'pipe'>[] = []

beforeEach(() => {
  dataDir = mkdtempSync(join(tmpdir(), 'boltorezka-start-'))
  running = []
})
afterEach(async () => {
  for (const child of running) child.kill('SIGTERM')
  await Promise.all(running.map((child) => child.exited))
  rmSync(dataDir, { recursive: true, force: true })
})

/** What `npm start` runs, on a free port and this test's data folder. */
function start() {
  const none = { PUBLIC_URL: '', DATABASE_URL: '', SUPER_ADMIN_EMAIL: '' }
  // no media worker: these are not the tests to make one for
  const env = { ...process.env, HOST: '127.0.0.1', PORT: '0', DATA_DIR: dataDir, MEDIA_WORKERS: '0', ...none }
  const child = Bun.spawn([node, 'scripts/start.mjs'], { cwd: root, env, stdin: 'ignore', stdout: 'pipe', stderr: 'pipe' })
  running.push(child)
  return child
}

/** Waits until it prints its address, and answers it. */
async function addressOf(child: ReturnType<typeof start>): Promise<string> {
  const decoder = new TextDecoder()
  let text = ''
  for await (const chunk of child.stdout) {
    text += decoder.decode(chunk, { stream: true })
    const address = /Boltorezka is at (http:\S+)/.exec(text)?.[1]
    if (address) return address
  }
  throw new Error(`ended without an address:\n${text}\n${await new Response(child.stderr).text()}`)
}

test('prints an address that answers /health with the state of database and media, and stops on SIGTERM with 0', async () => {
  const child = start()
  const health = await fetch(`${await addressOf(child)}/health`)
  expect(health.status).toBe(200)
  expect(await health.json()).toMatchObject({
    status: 'ok',
    database: { status: 'ok', driver: 'pglite' },
    media: { status: expect.any(String) },
  })
  child.kill('SIGTERM')
  expect(await child.exited).toBe(0)
}, 60_000)

test('the page it serves is the web client', async () => {
  const page = await fetch(await addressOf(start()), { headers: { accept: 'text/html' } })
  expect(page.headers.get('content-type')).toStartWith('text/html')
  expect(await page.text()).toContain('<script')
}, 60_000)

test('a second start on the same data folder is refused in one sentence', async () => {
  await addressOf(start())
  const second = start()
  const said = await new Response(second.stderr).text()
  expect(await second.exited).toBe(75)
  expect(said).toContain(dataDir)
  expect(said).not.toMatch(/\n\s+at /)
}, 60_000)

test('with everything in place it answers in less than two seconds', async () => {
  const took: number[] = []
  for (let round = 0; round < 4; round++) {
    const started = performance.now()
    const child = start()
    expect((await fetch(`${await addressOf(child)}/health/ready`)).status).toBe(200)
    took.push(Math.round(performance.now() - started))
    child.kill('SIGTERM')
    await child.exited
  }
  // the first made its data folder; of the others the best, as the machine may be busy with something else
  expect(Math.min(...took.slice(1))).toBeLessThan(2_000)
}, 120_000)
