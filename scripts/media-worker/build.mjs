import { spawn } from 'node:child_process'
import { existsSync, mkdirSync, renameSync, rmSync } from 'node:fs'
import { availableParallelism } from 'node:os'
import { join } from 'node:path'
import { ask, root, Stop } from '#scripts/process.mjs'
import { inPath, installDebian } from '#scripts/system.mjs'
import { sources, version } from './place.mjs'
import { libsrtp } from './srtp.mjs'

const recipe = join(root, 'scripts', 'media-worker')
const packages = [
  'g++',
  'make',
  'dpkg-dev',
  'pkg-config',
  'flatbuffers-compiler',
  'libflatbuffers-dev',
  'libuv1-dev',
  'libssl-dev',
  'libabsl-dev',
]

/** Builds the worker from the npm package with the system's libraries, in a folder beside `to` that outlives a build cut short. */
export async function buildWorker(to, { gently, signal, tell }) {
  if (process.platform !== 'linux' || !inPath('apt-get'))
    throw new Stop(`Building the media worker is known for Debian and Ubuntu only. On this machine: let mediasoup's own install script
build it (cd node_modules/mediasoup && npm run worker:build) and set MEDIA_WORKER_BIN to worker/out/Release/mediasoup-worker in there.`)
  await require(packages)
  signal.throwIfAborted()
  const folder = `${to}.build`
  mkdirSync(folder, { recursive: true })
  await libsrtp(join(folder, 'srtp'), { signal })
  await make(folder, { gently, signal, tell })
  renameSync(join(folder, 'mediasoup-worker'), to)
  rmSync(folder, { recursive: true, force: true })
}

async function require(wanted) {
  const missing = () => {
    const lines = ask('dpkg-query', ['-W', '-f', '${Package} ${db:Status-Status}\n']) ?? ''
    const there = new Set(lines.split('\n').map((line) => line.endsWith(' installed') && line.split(' ')[0]))
    // whoever brought another compiler has it in the path
    return wanted.filter((name) => !there.has(name) && !(['g++', 'make'].includes(name) && inPath(name)))
  }
  if (missing().length > 0 && process.getuid() === 0) await installDebian(missing())
  const still = missing()
  if (still.length > 0) throw new Stop(`Building the media worker needs: apt-get install ${still.join(' ')}`)
}

/** Runs the Makefile and tells every fifth of the way. */
async function make(folder, { gently, signal, tell }) {
  const args = [`-j${availableParallelism()}`, '-f', join(recipe, 'Makefile'), `RECIPE=${recipe}`, `WORKER=${join(sources, 'worker')}`]
  const command = gently && inPath('nice') ? ['nice', '-n', '10', 'make'] : ['make']
  // beside a server Ctrl-C is meant for the server: when that has ended, the signal ends make, and make what it started
  const how = { cwd: folder, signal, detached: gently, stdio: ['ignore', 'pipe', 'pipe'] }
  const child = spawn(command[0], [...command.slice(1), ...args], how)
  let output = ''
  let told = 0
  child.stdout.on('data', (chunk) => {
    output += chunk
    const [, total = 0] = /^objects (\d+)$/m.exec(output) ?? []
    const done = output.split('\n').filter((line) => line.startsWith('compiled ')).length
    const fifth = total > 0 ? Math.floor((5 * done) / total) : 0
    if (fifth > told) tell(`Media worker ${version}: ${done} of ${total} files compiled`)
    told = Math.max(told, fifth)
  })
  child.stderr.on('data', (chunk) => (output += chunk))
  const code = await new Promise((resolve, reject) => {
    child.on('error', reject)
    child.on('close', resolve)
  })
  if (code !== 0 || !existsSync(join(folder, 'mediasoup-worker')))
    throw new Stop(`The media worker does not build (in ${folder}):\n${output.split('\n').slice(-30).join('\n')}`)
}
