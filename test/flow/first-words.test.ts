import { expect, test } from 'bun:test'
import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { freePort } from '#test/parts/free-port'
import { Wire } from '#test/parts/wire'

/** Acceptance 2 of the first issue, word for word, on default configuration: only port, address and data directory are chosen. */
const root = join(import.meta.dir, '../..')

async function curl(command: string): Promise<{ status: number; body: any }> {
  const ran = Bun.spawn(['sh', '-c', `${command} -s -w '\\n%{http_code}'`], { stdout: 'pipe' })
  const lines = (await new Response(ran.stdout).text()).split('\n')
  return { status: Number(lines.at(-1)), body: JSON.parse(lines.slice(0, -1).join('\n')) }
}

test('a stranger with curl and a WebSocket writes the first words', async () => {
  const port = await freePort()
  const home = mkdtempSync(join(tmpdir(), 'boltorezka-first-'))
  const env = { PATH: process.env['PATH'] ?? '', HOME: home, HOST: '127.0.0.1', PORT: String(port), DATA_DIR: join(home, 'data') }
  const server = Bun.spawn([process.execPath, join(root, 'src/main/main.ts')], { cwd: home, env, stdout: 'ignore', stderr: 'ignore' })
  try {
    const at = `http://localhost:${port}`
    for (const end = Date.now() + 20_000; !(await fetch(`${at}/health/ready`).catch(() => null))?.ok;) {
      if (Date.now() > end) throw new Error('not ready in 20 s')
      await Bun.sleep(20)
    }
    const json = `-H 'content-type: application/json'`
    const demo = '{"email":"demo@boltorezka.local","password":"password123","name":"Demo User"}'
    const registered = await curl(`curl -X POST ${at}/v1/auth/register ${json} -d '${demo}'`)
    expect([registered.status, registered.body.user.email]).toEqual([201, 'demo@boltorezka.local'])
    const login = await curl(`curl -X POST ${at}/v1/auth/login ${json} -d '${demo}'`)
    expect(login.status).toBe(200)
    const { token } = login.body
    const me = await curl(`curl ${at}/v1/auth/me -H 'authorization: Bearer ${token}'`)
    expect([me.status, me.body.user.name]).toEqual([200, 'Demo User'])

    const other = '{"email":"other@boltorezka.local","password":"password123","name":"Other"}'
    const { body } = await curl(`curl -X POST ${at}/v1/auth/register ${json} -d '${other}'`)
    const [mine, theirs] = await Promise.all([Wire.open(at, { token }), Wire.open(at, { token: body.token })])
    theirs.write('{"type":"room.join","payload":{"roomSlug":"general"}}')
    await theirs.settled()
    mine.write('{"type":"room.join","payload":{"roomSlug":"general"}}')
    mine.write('{"type":"chat.send","payload":{"text":"hello from ws"}}')
    for (const wire of [mine, theirs]) {
      const { payload } = await wire.next('message.new')
      expect([payload.message.text, payload.message.author.name]).toEqual(['hello from ws', 'Demo User'])
      expect(wire.all('error')).toEqual([])
      wire.close()
    }
  } finally {
    server.kill()
    await server.exited
    rmSync(home, { recursive: true, force: true })
  }
}, 60_000)
