import { afterAll, beforeAll, describe, expect, test } from 'bun:test'
import { mkdirSync, mkdtempSync, rmSync, utimesSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { keepScope } from './scope'
import { webRoutes } from './web'
import { openWebFiles } from './web-files'

const root = mkdtempSync(join(tmpdir(), 'web-'))
const web = webRoutes({ webFiles: openWebFiles(join(root, 'dist')) })

async function get(path: string, headers: Record<string, string> = {}): Promise<Response> {
  const request = new Request(`http://localhost${path}`, { headers })
  keepScope(request, { requestId: 'r', address: '', local: true, identity: null, route: '' })
  return web.handle(request)
}

beforeAll(() => {
  mkdirSync(join(root, 'dist/assets'), { recursive: true })
  writeFileSync(join(root, 'dist/index.html'), '<!doctype html><title>first</title>')
  writeFileSync(join(root, 'dist/assets/app-1a2b3c4d.js'), 'console.log(1)'.repeat(100))
  writeFileSync(join(root, 'dist/app-1a2b3c4d.js.map'), '{}')
  writeFileSync(join(root, 'secret.txt'), 'secret')
})
afterAll(() => rmSync(root, { recursive: true }))

describe('the web client', () => {
  test('is a page for its own addresses, revalidated every time', async () => {
    for (const path of ['/', '/r/general', '/index.html']) {
      const answer = await get(path)
      expect([path, answer.status, answer.headers.get('cache-control')]).toEqual([path, 200, 'no-cache'])
      expect(answer.headers.get('content-type')).toStartWith('text/html')
      expect(await answer.text()).toContain('first')
    }
    expect((await get('/settings', { accept: 'text/html,*/*' })).status).toBe(200)
    expect((await get('/settings', { accept: '*/*' })).status).toBe(404)
  })

  test('has assets for a year, packed for who can unpack, 304 for who has them', async () => {
    const answer = await get('/assets/app-1a2b3c4d.js', { 'accept-encoding': 'gzip, br' })
    expect(answer.headers.get('cache-control')).toBe('public, max-age=31536000, immutable')
    expect(answer.headers.get('content-type')).toStartWith('text/javascript')
    expect(answer.headers.get('content-encoding')).toBe('gzip')
    expect(new TextDecoder().decode(Bun.gunzipSync(await answer.bytes()))).toStartWith('console.log(1)')
    const etag = answer.headers.get('etag') ?? ''
    expect((await get('/assets/app-1a2b3c4d.js', { 'if-none-match': etag })).status).toBe(304)
    expect((await get('/assets/app-1a2b3c4d.js')).headers.get('content-encoding')).toBeNull()
  })

  test('gives nothing outside its folder and no source maps', async () => {
    for (const path of [
      '/../secret.txt',
      '/%2e%2e/secret.txt',
      '/..%2fsecret.txt',
      '/assets/..%2f..%2fsecret.txt',
      '/app-1a2b3c4d.js.map',
      '/assets',
    ])
      expect([path, (await get(path)).status]).toEqual([path, 404])
    for (const path of ['/v1/nope', '/health/nope', '/metrics/nope']) expect((await get(path, { accept: 'text/html' })).status).toBe(404)
  })

  test('is found again after it was rebuilt', async () => {
    const etag = (await get('/')).headers.get('etag')
    writeFileSync(join(root, 'dist/index.html'), '<!doctype html><title>second</title>')
    utimesSync(join(root, 'dist/index.html'), new Date(), new Date(Date.now() + 5000))
    for (;;) {
      const answer = await get('/')
      if (answer.headers.get('etag') === etag) continue
      expect(await answer.text()).toContain('second')
      break
    }
  })

  test('says so when it is not built', async () => {
    const bare = webRoutes({ webFiles: openWebFiles(join(root, 'nowhere')) })
    const request = new Request('http://localhost/')
    keepScope(request, { requestId: 'r', address: '', local: true, identity: null, route: '' })
    const answer = await bare.handle(request)
    expect([answer.status, (await answer.text()).includes('not built')]).toEqual([503, true])
  })
})
