import { spawn } from 'node:child_process'
import { existsSync, mkdtempSync, readdirSync, readFileSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { root, Stop } from './process.mjs'

const second = 1000
const minute = 60 * second
const beside = ['protocol', 'actors', 'src', 'media', 'sdk', 'web', 'scripts']
const isTest = /\.test\.tsx?$/

/** Suites that need longer than the usual time to end. */
const longer = { call: 12 * minute, chaos: 10 * minute, web: 10 * minute }

/** Suites, and folders of the code, with tests that need a media worker. */
const withMedia = new Set(['access', 'binary', 'call', 'chaos', 'flow', 'fuzz', 'media', 'unit', 'web'])

/** Whether a suite needs MEDIA_WORKER_BIN. */
export const needsMedia = ({ name }) => withMedia.has(name)

/**
 * The suites the words ask for; none asks for all. A word is a folder of test/, `unit` (the tests beside the code) or a folder of
 * the code, by its path or its last name: `runtime` is actors/runtime.
 */
export function suitesFor(words) {
  const folders = readdirSync(join(root, 'test'), { withFileTypes: true })
    .filter((entry) => entry.isDirectory() && entry.name !== 'parts' && hasTests(join('test', entry.name)))
    .map(({ name }) => name)
  // what is quick and breaks first comes first
  const order = ['ground', 'unit', 'conformance', 'flow']
  const all = [...new Set([...order.filter((name) => name === 'unit' || folders.includes(name)), ...folders.toSorted()])]
  return (words.length > 0 ? words : all).map((word) => {
    const name = word.replace(/^test\//, '').replace(/\/$/, '')
    if (name === 'unit') return { name, paths: beside.filter(hasTests) }
    if (folders.includes(name)) return { name, paths: [`test/${name}`] }
    const path = beside.flatMap((top) => [top, ...subfolders(top)]).find((folder) => folder === name || folder.endsWith(`/${name}`))
    if (path && hasTests(path)) return { name, paths: [path] }
    throw new Stop(`No suite "${word}". Suites: ${all.join(', ')}, and any folder of ${beside.join(', ')} that has tests.`)
  })
}

const subfolders = (top) =>
  existsSync(join(root, top))
    ? readdirSync(join(root, top), { withFileTypes: true })
        .filter((entry) => entry.isDirectory())
        .map(({ name }) => `${top}/${name}`)
    : []

const hasTests = (folder) =>
  existsSync(join(root, folder)) && readdirSync(join(root, folder), { recursive: true }).some((name) => isTest.test(name))

/**
 * Runs one suite in a Bun of its own, its output on the terminal, and answers what it counted. A suite that crashes, is not done in
 * time or runs nothing counts at least one failure.
 */
export async function runSuite(bun, { name, paths }, env, { cwd = root, output = 'inherit', within = longer[name] ?? 5 * minute } = {}) {
  const scratch = mkdtempSync(join(tmpdir(), 'boltorezka-suite-'))
  const report = join(scratch, 'junit.xml')
  const started = performance.now()
  try {
    // --no-orphans: servers and browsers that tests started end with the suite, whatever happens to it
    const args = [
      '--no-orphans',
      'test',
      '--timeout=30000',
      '--reporter=junit',
      `--reporter-outfile=${report}`,
      ...paths.map((path) => `./${path}`),
    ]
    const ended = await timed(spawn(bun, args, { cwd, env, stdio: ['ignore', output, output] }), within)
    const counts = countsOf(report)
    const note = ended ?? (counts.tests === 0 ? 'no test ran' : null)
    const failed = Math.max(counts.failed, note ? 1 : 0)
    return {
      name,
      passed: counts.tests - counts.failed - counts.skipped,
      failed,
      skipped: counts.skipped,
      note,
      seconds: (performance.now() - started) / 1000,
    }
  } finally {
    rmSync(scratch, { recursive: true, force: true })
  }
}

/** Waits for the end, at most so long; null when it ended well, else how it ended. */
async function timed(child, within) {
  let late = false
  const timer = setTimeout(() => {
    late = true
    child.kill('SIGTERM')
    setTimeout(() => child.kill('SIGKILL'), 5_000).unref()
  }, within)
  const pass = (signal) => child.kill(signal)
  for (const signal of ['SIGTERM', 'SIGINT']) process.once(signal, pass)
  const [code, signal] = await new Promise((resolve) => {
    child.on('error', (error) => resolve([error.message, null]))
    child.on('exit', (...how) => resolve(how))
  })
  for (const name of ['SIGTERM', 'SIGINT']) process.off(name, pass)
  clearTimeout(timer)
  if (late) return `not done in ${within / second} s`
  return code === 0 ? null : `exit ${signal ?? code}`
}

function countsOf(report) {
  const head = existsSync(report) ? (/<testsuites [^>]*>/.exec(readFileSync(report, 'utf8'))?.[0] ?? '') : ''
  const number = (attribute) => Number(new RegExp(` ${attribute}="(\\d+)"`).exec(head)?.[1] ?? 0)
  return { tests: number('tests'), failed: number('failures') + number('errors'), skipped: number('skipped') }
}
