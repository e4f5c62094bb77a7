/**
 * Makes the one binary: `bun scripts/build-binary.ts [linux-x64|linux-arm64] [--out path]`. The web client and the database seed must be
 * built (`npm run build` sees to it). An entry is written that names every file to carry; from there it is Bun's own compiler.
 */
import { existsSync, mkdirSync, readdirSync, statSync } from 'node:fs'
import { join, relative, resolve } from 'node:path'
import { parseArgs } from 'node:util'
import { seedPath } from '#src/data/seed'
import { docsFiles } from '#src/http/docs'
import { cachedWorker } from '#src/main/media-worker'

const root = resolve(import.meta.dir, '..')
const targets = { 'linux-x64': 'x64', 'linux-arm64': 'aarch64' } as const
export type Target = keyof typeof targets

const worker = 'src/data/embedded/worker.ts'
const pglite = 'node_modules/@electric-sql/pglite/dist'

/** Where `npm run build` puts it. */
export const binaryPath = (target: Target): string => join(root, 'dist', target === hostTarget() ? 'boltorezka' : `boltorezka-${target}`)

export const hostTarget = (): Target => (process.arch === 'arm64' ? 'linux-arm64' : 'linux-x64')

/** The web client's files, by their path on the web. */
function webFiles(folder: string): Record<string, string> {
  const files = readdirSync(folder, { recursive: true, withFileTypes: true }).filter((entry) => entry.isFile())
  const paths = files.map((entry) => join(entry.parentPath, entry.name)).filter((path) => !path.endsWith('.map'))
  return Object.fromEntries(paths.toSorted().map((path) => [`/${relative(folder, path).replaceAll('\\', '/')}`, path]))
}

/** The program's entry with everything it carries. Its shape is `Carried` in src/main/assets.ts; the suite `binary` runs it. */
async function entryText(mediaWorker: string | null): Promise<string> {
  const imports: string[] = []
  const carry = (path: string): string => {
    if (!existsSync(path)) throw new Error(`${relative(root, path)} is missing: run npm run build`)
    imports.push(`import file${imports.length} from ${JSON.stringify(path)} with { type: 'file' }`)
    return `file${imports.length - 1}`
  }
  const object = (pairs: readonly (readonly [string, string])[]): string =>
    `{ ${pairs.map(([key, value]) => `${JSON.stringify(key)}: ${value}`).join(', ')} }`

  const web: [string, string][] = []
  for (const [name, path] of Object.entries(webFiles(join(root, 'dist/web')))) {
    const etag = JSON.stringify(`"${Bun.hash(await Bun.file(path).bytes()).toString(36)}"`)
    web.push([name, `{ path: ${carry(path)}, etag: ${etag} }`])
  }
  const docs = Object.keys(docsFiles).map((name) => [name, carry(join(root, 'node_modules/swagger-ui-dist', name))] as const)
  const files = object([
    ['wasm', carry(join(root, pglite, 'pglite.wasm'))],
    ['initdb', carry(join(root, pglite, 'initdb.wasm'))],
    ['data', carry(join(root, pglite, 'pglite.data'))],
  ])
  const database = object([
    ['seed', carry(seedPath())],
    ['worker', `new URL(${JSON.stringify(`./${worker.replace(/\.ts$/, '.js')}`)}, import.meta.url).href`],
    ['files', files],
  ])
  const media = mediaWorker && carry(mediaWorker)
  return `import { carriedAssets } from ${JSON.stringify(join(root, 'src/main/assets.ts'))}
import { program } from ${JSON.stringify(join(root, 'src/main/program.ts'))}
${imports.join('\n')}
await program(carriedAssets(${object([
    ['web', object(web)],
    ['docs', object(docs)],
    ['database', database],
    ...(media ? [['mediaWorker', media] as const] : []),
  ])}))
`
}

/** Bun's runtime for another machine: an npm package like any other, kept by version beside the other caches. */
async function runtimeFor(target: Target): Promise<string | undefined> {
  if (target === hostTarget()) return undefined
  const cpu = targets[target]
  const home = join(root, '.cache', `bun-${Bun.version}-${target}`)
  const binary = join(home, 'node_modules/@oven', `bun-linux-${cpu}`, 'bin/bun')
  if (existsSync(binary)) return binary
  console.error(`Getting Bun ${Bun.version} for ${target} …`)
  mkdirSync(home, { recursive: true })
  await Bun.write(join(home, 'package.json'), '{}')
  const wanted = `@oven/bun-linux-${cpu}@${Bun.version}`
  const arch = target === 'linux-arm64' ? 'arm64' : 'x64'
  const got = Bun.spawnSync([process.execPath, 'add', '--no-save', '--ignore-scripts', `--cpu=${arch}`, '--os=linux', wanted], {
    cwd: home,
  })
  if (!existsSync(binary)) throw new Error(`${wanted} could not be fetched:\n${got.stderr.toString()}`)
  return binary
}

/** The media worker for a machine, where one is at hand; MEDIA_WORKER_BIN is of this machine. */
function workerFor(target: Target): string | null {
  const path = (target === hostTarget() && process.env['MEDIA_WORKER_BIN']) || cachedWorker(target)
  return existsSync(path) ? path : null
}

export async function buildBinary(target: Target, outfile: string): Promise<void> {
  const entry = join(root, 'boltorezka.ts')
  const executablePath = await runtimeFor(target)
  const result = await Bun.build({
    entrypoints: [entry, join(root, worker)],
    files: { [entry]: await entryText(workerFor(target)) },
    root,
    format: 'esm',
    target: 'bun',
    minify: { syntax: true, whitespace: true },
    // parsed ahead: 110 ms of CPU less at every start
    bytecode: true,
    compile: {
      target: `bun-${target}`,
      outfile,
      autoloadDotenv: false,
      autoloadBunfig: false,
      ...(executablePath ? { executablePath } : {}),
    },
  })
  if (!result.success) throw new AggregateError(result.logs, 'the binary does not build')
}

if (import.meta.main) {
  const { values, positionals } = parseArgs({ allowPositionals: true, options: { out: { type: 'string' } } })
  const target = positionals[0] ?? hostTarget()
  if (!(target in targets)) throw new Error(`No target "${target}". Targets: ${Object.keys(targets).join(', ')}`)
  const started = performance.now()
  const out = resolve(values.out ?? binaryPath(target as Target))
  mkdirSync(join(out, '..'), { recursive: true })
  await buildBinary(target as Target, out)
  const seconds = ((performance.now() - started) / 1000).toFixed(1)
  const media = workerFor(target as Target) ? 'with a media worker' : 'without a media worker: npm run media-worker, then build again'
  console.log(`${relative(root, out)}: ${(statSync(out).size / 1e6).toFixed(0)} MB for ${target}, ${media} (${seconds} s)`)
}
