import { spawn } from 'node:child_process'
import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { root } from './process.mjs'
import { readReport } from './report.mjs'
import { testFiles } from './suites.mjs'

const second = 1000
const minute = 60 * second

/** Suites that need longer than the usual time to end. */
const longer = { call: 14 * minute, chaos: 10 * minute, web: 14 * minute }

/** Suites that run against the clock: pictures that must come within seconds, on a machine that may be busy with others. */
const timely = new Set(['call', 'chaos', 'web'])

/**
 * Runs one suite in a Bun of its own, its output on the terminal, and answers what it counted, file by file and in all. A suite that
 * crashes, is not done in time or runs nothing counts at least one failure.
 */
export async function runSuite(bun, { name, paths }, env, { cwd = root, output = 'inherit', within = longer[name] ?? 8 * minute } = {}) {
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
    const files = readReport(report)
    const note = ended ?? (files.length === 0 ? 'no test ran' : null)
    const unread = paths.flatMap((path) => testFiles(path, cwd)).filter((path) => !files.some(({ file }) => file === path))
    return { ...counted({ name, files, note, seconds: (performance.now() - started) / second }), unread }
  } finally {
    rmSync(scratch, { recursive: true, force: true })
  }
}

/**
 * Runs once more, alone, the files of a suite against the clock that failed, and answers the suite's outcome with the second counts in
 * place of the first. What passed only now stays in sight: `unsteady` names it. Other suites, and those that did not come to their
 * end or have a file that did not load (`unread`), are answered as they are.
 */
export async function runAgain(bun, outcome, env, how = {}) {
  const failed = outcome.files.filter((file) => file.failed > 0)
  if (!timely.has(outcome.name) || failed.length === 0 || outcome.unread.length > 0 || outcome.note !== 'exit 1') return outcome
  const again = await runSuite(bun, { name: outcome.name, paths: failed.map(({ file }) => file) }, env, how)
  const anew = new Map(again.files.map((file) => [file.file, file]))
  const files = outcome.files.map((file) => anew.get(file.file) ?? file)
  const unsteady = failed.flatMap(({ file, failures }) =>
    failures.filter(({ name }) => !anew.get(file)?.failures.some((other) => other.name === name)).map((failure) => ({ file, ...failure })),
  )
  return { ...counted({ ...outcome, files, note: again.note, seconds: outcome.seconds + again.seconds }), unsteady }
}

function counted({ name, files, note, seconds }) {
  const sum = (key) => files.reduce((total, file) => total + file[key], 0)
  const failed = Math.max(sum('failed'), note ? 1 : 0)
  return { name, files, passed: sum('passed'), failed, skipped: sum('skipped'), note, seconds, unsteady: [] }
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
