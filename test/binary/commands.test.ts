import { afterAll, beforeAll, expect, test } from 'bun:test'
import { readdirSync } from 'node:fs'
import { join } from 'node:path'
import { Alone } from './alone'

let alone: Alone
beforeAll(async () => {
  alone = await Alone.build()
}, 60_000)
afterAll(() => alone?.remove())

test('help, version, settings and the document of the interface need nothing and leave nothing', async () => {
  const help = await alone.run(['--help'])
  expect(help.code).toBe(0)
  for (const word of ['serve', 'migrate', 'config', 'admin create', 'admin promote', 'openapi', 'version', 'Exit codes'])
    expect(help.out).toContain(word)
  const { version } = await Bun.file(join(import.meta.dir, '../../package.json')).json()
  expect(await alone.run(['version'])).toEqual({ code: 0, out: `${version}\n`, err: '' })

  const config = await alone.run(['config'], { PORT: '9000', JWT_SECRET: 'never shown '.repeat(4) })
  expect(config.out).toMatch(/^PORT +9000 +environment +8080 /m)
  expect(config.out).toMatch(/^HOST +0\.0\.0\.0 +default +0\.0\.0\.0 /m)
  expect(config.out).toMatch(/^JWT_SECRET +\(set\) +environment +- /m)
  expect(config.out).not.toContain('never shown')

  const document = await alone.run(['openapi'])
  const committed = await Bun.file(join(import.meta.dir, '../../docs/reference/openapi.json')).json()
  expect(JSON.parse(document.out)).toEqual(committed)
  expect(readdirSync(alone.home)).toEqual([])
}, 30_000)

test('wrong words end with 2, bad settings with 78 and their names, a database that is not there with 69', async () => {
  const unknown = await alone.run(['dance'])
  expect([unknown.code, unknown.err.split('\n')[0]]).toEqual([2, 'Unknown command: dance'])
  expect((await alone.run(['admin', 'promote'])).code).toBe(2)
  const bad = await alone.run([], { PORT: 'eighty', LOG_LEVEL: 'loud' })
  expect(bad.code).toBe(78)
  expect(bad.err).toMatch(/PORT[\s\S]*LOG_LEVEL/)
  const gone = await alone.run(['migrate'], { DATABASE_URL: 'postgres://nobody@127.0.0.1:9/nothing' })
  expect([gone.code, gone.err.split(':')[0]]).toEqual([69, 'The database does not answer'])
}, 30_000)

test('a database is made, brought up to date and given its first admin without serving', async () => {
  expect(await alone.run(['migrate'])).toEqual({ code: 0, out: 'The database is up to date.\n', err: '' })
  const made = await alone.run(['admin', 'create', 'vera@example.org', 'Vera'], {}, 'correct horse\n')
  expect(made).toEqual({ code: 0, out: 'vera@example.org is super admin now.\n', err: '' })
  const again = await alone.run(['admin', 'create', 'vera@example.org'], {}, 'correct horse\n')
  expect([again.code, again.err]).toEqual([
    1,
    'vera@example.org has an account already. To make it super admin: boltorezka admin promote vera@example.org\n',
  ])
  expect((await alone.run(['admin', 'promote', 'vera@example.org'])).code).toBe(0)
  expect((await alone.run(['admin', 'promote', 'max@example.org'])).code).toBe(1)

  await alone.start()
  const body = JSON.stringify({ email: 'vera@example.org', password: 'correct horse' })
  const login = await fetch(`${alone.url}/v1/auth/login`, { method: 'POST', body, headers: { 'content-type': 'application/json' } })
  expect([login.status, (await login.json()).user.role]).toEqual([200, 'super_admin'])

  const second = await alone.run([], { HOST: '127.0.0.1', PORT: String(alone.port) })
  expect([second.code, second.err]).toEqual([
    75,
    `The data directory data is in use by another Boltorezka (process ${alone.pid}). Stop that one, or set DATA_DIR to another directory.\n`,
  ])
  const port = await alone.run([], { HOST: '127.0.0.1', PORT: String(alone.port), DATA_DIR: './other' })
  expect([port.code, port.err.includes(String(alone.port))]).toEqual([75, true])
  expect(await alone.end('SIGTERM')).toBe(0)
}, 60_000)
