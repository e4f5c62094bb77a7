import { afterAll, expect, test } from 'bun:test'
import { existsSync, mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { docsFiles, type DocsFile } from '#src/http/docs'
import { carriedAssets, checkoutAssets } from './assets'

const root = mkdtempSync(join(tmpdir(), 'assets-'))
afterAll(() => rmSync(root, { recursive: true }))

test('a checkout has every file of the page for the API', () => {
  const { docsFile } = checkoutAssets()
  for (const name of Object.keys(docsFiles)) expect([name, existsSync(docsFile(name as DocsFile))]).toEqual([name, true])
})

test('what a binary carries is found by its path on the web, with the type of that path and not of the file inside', async () => {
  await Bun.write(join(root, 'inside'), 'let a = 1\n'.repeat(100))
  const { webFiles } = carriedAssets({
    web: {
      '/assets/app-1a2b3c4d.js': { path: join(root, 'inside'), etag: '"1"' },
      '/index.html': { path: join(root, 'inside'), etag: '"2"' },
    },
    docs: { 'swagger-ui.css': '', 'swagger-ui-bundle.js': '', 'favicon-32x32.png': '' },
    database: { seed: null, worker: '', files: { wasm: '', initdb: '', data: '' } },
  })
  const script = webFiles.find('/assets/app-1a2b3c4d.js')
  expect(script).toMatchObject({ etag: '"1"', immutable: true })
  expect(script?.type).toStartWith('text/javascript')
  expect(webFiles.find('/index.html')).toMatchObject({ immutable: false })
  expect(webFiles.find('/assets/other.js')).toBeNull()
  const packed = script && (await webFiles.gzip(script))
  expect(packed && Bun.gunzipSync(packed).byteLength).toBe(1_000)
})
