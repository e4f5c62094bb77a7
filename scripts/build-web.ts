import { existsSync } from 'node:fs'
import { mkdir, readdir, rename, rm } from 'node:fs/promises'
import { basename, join, resolve } from 'node:path'
import type { BunPlugin } from 'bun'
import tailwind from 'bun-plugin-tailwind'

const root = resolve(import.meta.dir, '..')

export type WebBuild = { outDir: string; files: number; bytes: number; milliseconds: number }

/**
 * Builds the web client into `outDir`: index.html beside hashed files in assets/.
 * The folder is replaced in one step, so a server that reads it never sees half a build.
 */
export async function buildWeb(outDir: string): Promise<WebBuild> {
  const started = performance.now()
  const fresh = `${outDir}.new`
  await rm(fresh, { recursive: true, force: true })
  const result = await Bun.build({
    entrypoints: [join(root, 'web/index.html')],
    outdir: fresh,
    target: 'browser',
    publicPath: '/',
    minify: true,
    splitting: true,
    sourcemap: 'none',
    naming: { entry: '[name].[ext]', chunk: 'assets/[name]-[hash].[ext]', asset: 'assets/[name]-[hash].[ext]' },
    define: { 'process.env.NODE_ENV': '"production"' },
    plugins: [tailwind, fontFiles(fresh)],
  })
  if (!result.success) throw new AggregateError(result.logs, 'the web client does not build')
  const { files, bytes } = await measure(fresh)
  await mkdir(resolve(outDir, '..'), { recursive: true })
  const stale = `${outDir}.old`
  await rm(stale, { recursive: true, force: true })
  if (existsSync(outDir)) await rename(outDir, stale)
  await rename(fresh, outDir)
  await rm(stale, { recursive: true, force: true })
  return { outDir, files, bytes, milliseconds: Math.round(performance.now() - started) }
}

// Bun writes small assets into the CSS as data: URLs, which the CSP refuses and which would load every alphabet at once.
function fontFiles(outDir: string): BunPlugin {
  return {
    name: 'font-files',
    setup(build) {
      build.onResolve({ filter: /\.woff2$/ }, async ({ path }) => {
        const file = Bun.file(Bun.resolveSync(path, root))
        const content = await file.bytes()
        const name = `/assets/${basename(path, '.woff2')}-${Bun.hash(content).toString(36).padStart(8, '0').slice(-8)}.woff2`
        await Bun.write(join(outDir, name), content)
        return { path: name, external: true }
      })
    },
  }
}

async function measure(dir: string): Promise<{ files: number; bytes: number }> {
  const entries = await readdir(dir, { recursive: true, withFileTypes: true })
  const files = entries.filter((entry) => entry.isFile()).map((entry) => Bun.file(join(entry.parentPath, entry.name)))
  return { files: files.length, bytes: files.reduce((sum, file) => sum + file.size, 0) }
}

if (import.meta.main) {
  const built = await buildWeb(resolve(process.argv[2] ?? join(root, 'dist/web')))
  console.log(`web client: ${built.files} files, ${Math.round(built.bytes / 1024)} KB in ${built.outDir} (${built.milliseconds} ms)`)
}
