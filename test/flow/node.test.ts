import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, beforeAll, expect, test } from 'bun:test'
import { startServer, type TestServer } from '#test/parts/server'

let server: TestServer
const folder = mkdtempSync(join(tmpdir(), 'boltorezka-node-'))

beforeAll(async () => {
  server = await startServer()
}, 60_000)

afterAll(async () => {
  await server?.stop()
  rmSync(folder, { recursive: true, force: true })
})

test('the same client runs in Node: signs up, sends, sees its message', async () => {
  const entry = join(folder, 'talk.ts')
  await Bun.write(
    entry,
    `import { createClient } from '#sdk/client'
    const client = createClient({ baseUrl: process.argv[2] })
    await client.accounts.register({ email: 'node@example.org', password: 'password123', name: 'Node' })
    const seen = new Promise((resolve) => client.rooms.onEvent((event) => event.type === 'message.new' && resolve(event.payload.message)))
    const { id } = await client.api.rooms.get('general')
    client.rooms.room(id).open()
    client.rooms.room(id).send('hello from node')
    const { text, author } = await seen
    console.log(author.name + ': ' + text)
    client.close()`,
  )
  const root = join(import.meta.dir, '../..')
  const aliases = {
    name: 'aliases',
    setup: (build: Bun.PluginBuilder) =>
      void build.onResolve({ filter: /^#/ }, ({ path }) => ({ path: `${join(root, path.slice(1))}.ts` })),
  }
  const built = await Bun.build({
    entrypoints: [entry],
    target: 'node',
    format: 'esm',
    outdir: folder,
    naming: 'talk.mjs',
    plugins: [aliases],
  })
  expect(built.success).toBe(true)
  // Node 20 has WebSocket behind this flag, 22 without
  const node = Bun.spawn(['node', '--experimental-websocket', join(folder, 'talk.mjs'), server.url], { stdout: 'pipe', stderr: 'pipe' })
  const [out, err] = await Promise.all([new Response(node.stdout).text(), new Response(node.stderr).text(), node.exited])
  expect(`${out}${node.exitCode === 0 ? '' : err}`).toBe('Node: hello from node\n')
}, 30_000)
