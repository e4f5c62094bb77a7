import { mkdir } from 'node:fs/promises'
import { dirname, join } from 'node:path'
import { asyncApiDocument } from '#protocol/asyncapi'
import { openApiDocument } from '#src/http/openapi'
import { errorPage, limitsPage } from './reference-pages'
import { vectors } from './reference-vectors'

const root = join(import.meta.dir, '..')

const pretty = (value: unknown): string => `${JSON.stringify(value, null, 2)}\n`

/** Every generated page of docs/reference: path from the root of the repository, and text. */
export async function referenceDocuments(): Promise<Record<string, string>> {
  const { version } = await Bun.file(join(root, 'package.json')).json()
  return {
    'docs/reference/asyncapi.json': pretty(asyncApiDocument(String(version))),
    'docs/reference/openapi.json': pretty(await openApiDocument()),
    'docs/reference/vectors.json': pretty(vectors()),
    'docs/reference/errors.md': errorPage(),
    'docs/reference/limits-of-the-wire.md': limitsPage(),
  }
}

if (import.meta.main) {
  for (const [path, text] of Object.entries(await referenceDocuments())) {
    await mkdir(dirname(join(root, path)), { recursive: true })
    await Bun.write(join(root, path), text)
    console.log(path)
  }
}
