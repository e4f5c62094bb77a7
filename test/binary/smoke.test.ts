import { afterAll, beforeAll, expect, test } from 'bun:test'
import { readdirSync, readFileSync, statSync } from 'node:fs'
import { http, register } from '#test/parts/people'
import { Wire } from '#test/parts/wire'
import { Alone } from './alone'

/** What the process may hold when nobody does anything: server, database and all. */
const REST_BAR_MB = 350

let alone: Alone
beforeAll(async () => {
  alone = await Alone.build()
}, 60_000)
afterAll(() => alone?.remove())

const get = async (path: string): Promise<{ status: number; type: string; text: string }> => {
  const answer = await fetch(alone.url + path, { headers: { accept: 'text/html,*/*' } })
  return { status: answer.status, type: answer.headers.get('content-type') ?? '', text: await answer.text() }
}

const restMb = (): number => Number(/VmRSS:\s+(\d+)/.exec(readFileSync(`/proc/${alone.pid}/status`, 'utf8'))?.[1]) / 1_024

test('alone in an empty directory, as somebody else, it is ready', async () => {
  const first = await alone.start()
  expect(await alone.end('SIGTERM')).toBe(0)
  const again = await alone.start()
  const size = statSync(alone.binary).size / 1e6
  console.log(`binary ${size.toFixed(0)} MB; ready after ${first.toFixed(0)} ms the first time, ${again.toFixed(0)} ms the second`)
  expect(readdirSync(alone.home)).toEqual(['data'])
  expect(alone.output).not.toContain('no seed')
}, 120_000)

test('a stranger registers, signs in and writes', async () => {
  const demo = { email: 'demo@boltorezka.local', password: 'password123', name: 'Demo User' }
  await register(alone.url, demo.email, demo.name)
  const { token } = await http<{ token: string }>(alone.url, null, 'POST', '/v1/auth/login', demo)
  const { user } = await http<{ user: { name: string } }>(alone.url, token, 'GET', '/v1/auth/me')
  expect(user.name).toBe('Demo User')
  const other = await register(alone.url, 'other@boltorezka.local', 'Other')
  const [mine, theirs] = await Promise.all([Wire.open(alone.url, { token }), Wire.open(alone.url, { token: other.token })])
  theirs.write('{"type":"room.join","payload":{"roomSlug":"general"}}')
  await theirs.settled()
  mine.write('{"type":"room.join","payload":{"roomSlug":"general"}}')
  mine.write('{"type":"chat.send","payload":{"text":"hello from ws"}}')
  for (const wire of [mine, theirs]) {
    const { payload } = await wire.next('message.new')
    expect([payload.message.text, payload.message.author.name]).toEqual(['hello from ws', 'Demo User'])
    wire.close()
  }
}, 30_000)

test('the web client comes out whole: page, script, style, fonts, icon', async () => {
  const page = await get('/')
  expect([page.status, page.type]).toEqual([200, 'text/html;charset=utf-8'])
  const named = (text: string): string[] => [...text.matchAll(/\/assets\/[\w.-]+/g)].map(([path]) => path)
  const found = new Set(named(page.text))
  for (const path of [...found]) if (path.endsWith('.css')) for (const more of named((await get(path)).text)) found.add(more)
  expect([...found].some((path) => path.endsWith('.woff2'))).toBe(true)
  const kinds = { js: 'text/javascript', css: 'text/css', woff2: 'font/woff2', svg: 'image/svg+xml' } as Record<string, string>
  for (const path of found) {
    const { status, type, text } = await get(path)
    const kind = kinds[path.split('.').at(-1) ?? ''] ?? '?'
    expect([path, status, type.startsWith(kind), text.length > 100]).toEqual([path, 200, true, true])
  }
  expect((await get('/r/general')).text).toBe(page.text)
})

test('the page of the API, its files and its document are there', async () => {
  const page = await get('/docs')
  expect(page.status).toBe(200)
  for (const [, path] of page.text.matchAll(/(?:src|href)="([^"]+)"/g)) expect([path, (await get(path ?? '')).status]).toEqual([path, 200])
  expect(JSON.parse((await get('/openapi.json')).text).openapi).toStartWith('3.')
})

test('health says which database it runs on', async () => {
  const { status, text } = await get('/health')
  expect([status, JSON.parse(text).status, JSON.parse(text).database.driver]).toEqual([200, 'ok', 'pglite'])
})

test('at rest it is small', async () => {
  let least = Infinity
  for (let look = 0; look < 10; look++) {
    least = Math.min(least, restMb())
    await Bun.sleep(100)
  }
  console.log(`at rest: ${least.toFixed(0)} MB`)
  expect(least).toBeLessThan(REST_BAR_MB)
})
