import { createHash } from 'node:crypto'
import { existsSync, mkdirSync, readFileSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { ask, root, run, say, Stop } from './process.mjs'

const exe = join('node_modules', 'bun', 'bin', 'bun.exe')
const stamp = join(root, 'node_modules', '.boltorezka')
const read = (file) => readFileSync(join(root, file), 'utf8')

/**
 * Makes node_modules what bun.lock says and answers the path of the pinned Bun. With Node and npm alone, npm brings Bun and Bun brings
 * the rest: ten times as fast, and bun.lock is the only lock. `dev`: what tests and checks need, too.
 * Nothing is done where the stamp in node_modules is of this lock; that costs a few milliseconds.
 */
export async function bootstrap({ dev = false } = {}) {
  const { dependencies } = JSON.parse(read('package.json'))
  const lock = createHash('sha256').update(read('package.json')).update(read('bun.lock')).digest('hex')
  const local = join(root, exe)
  const had = existsSync(stamp) ? readFileSync(stamp, 'utf8') : ''
  const full = dev || had.endsWith(' all') || existsSync(join(root, 'node_modules', 'knip'))
  const want = `${lock} ${full ? 'all' : 'production'}`
  if (had === want && existsSync(local)) return local

  const bun = await pinnedBun(dependencies.bun)
  say(full ? 'Getting packages, those for tests too …' : 'Getting packages …')
  await run(bun, ['install', '--frozen-lockfile', ...(full ? [] : ['--production'])])
  if (versionOf(local) !== dependencies.bun)
    throw new Stop(`node_modules has no working Bun ${dependencies.bun}: remove node_modules and try again`)
  writeFileSync(stamp, want)
  return local
}

function versionOf(path) {
  return existsSync(path) ? ask(path, ['--version']) : null
}

async function pinnedBun(version) {
  if (process.versions.bun === version) return process.execPath
  const cache = join(root, '.cache', `bun-${version}`)
  for (const place of [join(root, exe), join(cache, exe)]) if (versionOf(place) === version) return place
  say(`Getting Bun ${version} …`)
  const flags = ['--no-save', '--no-package-lock', '--no-audit', '--no-fund', '--ignore-scripts', '--loglevel=error']
  // a package.json of its own, so that neither npm nor Bun looks for one further up
  mkdirSync(cache, { recursive: true })
  writeFileSync(join(cache, 'package.json'), '{}')
  if (process.versions.bun) await run(process.execPath, ['add', '--no-save', '--cwd', cache, `bun@${version}`])
  else await npm(['install', ...flags, '--prefix', cache, `bun@${version}`])
  // npm 11 runs no install script it was not told to; this one only puts the binary for this machine in place
  await run(process.execPath, [join(cache, 'node_modules', 'bun', 'install.js')])
  if (versionOf(join(cache, exe)) !== version)
    throw new Stop(`Bun ${version} does not run on this machine (${process.platform} ${process.arch}).`)
  return join(cache, exe)
}

async function npm(args) {
  const cli = process.env.npm_execpath
  if (cli?.endsWith('npm-cli.js')) await run(process.execPath, [cli, ...args])
  else await run(process.platform === 'win32' ? 'npm.cmd' : 'npm', args)
}
