import { join } from 'node:path'
import type { EmbeddedOptions } from '#src/data/embedded'
import { seedPath } from '#src/data/seed'
import type { DocsFile } from '#src/http/docs'
import { fixedWebFiles, openWebFiles, type WebFiles } from '#src/http/web-files'

/** Where the program finds what is no code. Decided once, by the entry point; nothing else asks how it was started. */
export type Assets = {
  readonly webFiles: WebFiles
  readonly docsFile: (name: DocsFile) => string
  /** What the embedded database starts from. */
  readonly database: Omit<EmbeddedOptions, 'log'>
  /** The media worker, where one is carried. */
  readonly mediaWorker?: string | undefined
}

/** In a checkout: what `npm start` built, and packages in node_modules. */
export function checkoutAssets(): Assets {
  return {
    webFiles: openWebFiles(join(import.meta.dir, '../../dist/web')),
    docsFile: (name) => Bun.fileURLToPath(import.meta.resolve(`swagger-ui-dist/${name}`)),
    database: { seed: seedPath() },
  }
}

/** What scripts/build-binary.ts puts into the binary; every path is one inside it. */
export type Carried = {
  /** By path on the web. */
  readonly web: Readonly<Record<string, { readonly path: string; readonly etag: string }>>
  readonly docs: Readonly<Record<DocsFile, string>>
  readonly database: Required<Assets['database']>
  readonly mediaWorker?: string
}

/** In a compiled binary: everything lies inside it. */
export function carriedAssets({ web, docs, database, mediaWorker }: Carried): Assets {
  return { webFiles: fixedWebFiles(web), docsFile: (name) => docs[name], database, mediaWorker }
}
