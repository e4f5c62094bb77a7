import { existsSync, mkdirSync, readdirSync, realpathSync, writeFileSync } from 'node:fs'
import { delimiter, dirname, join } from 'node:path'
import { run, say, Stop } from './process.mjs'

/** Programs that tests and benches need from the system, where to look for each, and which of them cannot run without it. */
const programs = [
  {
    name: 'PostgreSQL',
    variable: 'POSTGRES_BIN',
    find: () =>
      parent(inPath('initdb')) ??
      newest('/usr/lib/postgresql') ??
      newest('/opt/homebrew/opt', /^postgresql@/) ??
      newest('/usr/local/opt', /^postgresql@/),
    debian: 'postgresql',
    brew: 'postgresql@15',
    suites: ['conformance', 'flow', 'chaos', 'access'],
  },
  {
    name: 'ffmpeg',
    variable: 'FFMPEG',
    find: () => inPath('ffmpeg'),
    debian: 'ffmpeg',
    brew: 'ffmpeg',
    suites: ['unit', 'media', 'recording', 'call'],
  },
  {
    name: 'Chromium',
    variable: 'CHROMIUM',
    find: () =>
      inPath('chromium') ??
      inPath('chromium-browser') ??
      inPath('google-chrome') ??
      there('/Applications/Google Chrome.app/Contents/MacOS/Google Chrome'),
    debian: 'chromium',
    brew: '--cask google-chrome',
    suites: ['binary', 'call', 'web'],
  },
  { name: 'coturn', variable: 'COTURN', find: () => inPath('turnserver'), debian: 'coturn', brew: 'coturn', suites: ['call', 'flow'] },
  { name: 'Erlang/OTP', variable: 'ERL', find: () => inPath('erl'), debian: 'erlang-base', brew: 'erlang', suites: ['bench actors'] },
]

const there = (path) => (existsSync(path) ? path : null)
// a link to one program of Postgres stands without the others
const parent = (path) => path && dirname(realpathSync(path))
/** Where a program of this name is in the path, or null. */
export const inPath = (name) =>
  (process.env.PATH ?? '')
    .split(delimiter)
    .map((dir) => join(dir, name))
    .find(existsSync) ?? null

/** The bin folder of the newest version in a folder of versions. */
function newest(folder, like = /^\d+$/) {
  const versions = existsSync(folder) ? readdirSync(folder).filter((name) => like.test(name)) : []
  const bins = versions
    .toSorted((a, b) => parseInt(b.replace(/\D/g, '')) - parseInt(a.replace(/\D/g, '')))
    .map((version) => join(folder, version, 'bin'))
  return bins.find((bin) => existsSync(join(bin, 'initdb'))) ?? null
}

const located = (program) => process.env[program.variable] || program.find()

/**
 * Answers the environment in which these suites find the system's programs, under the variables of the table. What is missing is
 * installed with apt-get as root; where that cannot be, a Stop says what to install.
 */
export async function systemFor(suites) {
  const needed = programs.filter((program) => program.suites.some((suite) => suites.includes(suite)))
  const missing = needed.filter((program) => !located(program))
  if (missing.length > 0 && process.getuid?.() === 0 && inPath('apt-get')) await installDebian(missing.map(({ debian }) => debian))
  const still = missing.filter((program) => !located(program))
  if (still.length > 0) throw new Stop(howTo(still))
  return Object.fromEntries(needed.map((program) => [program.variable, located(program)]))
}

/** Installs packages with apt-get, as root; a failure is told, and what is still missing afterwards is the caller's to see. */
export async function installDebian(packages) {
  say(`Installing ${packages.join(', ')} with apt-get …`)
  // Tests start private servers of their own: Debian's cluster would only be in the way
  const clusters = '/etc/postgresql-common/createcluster.conf'
  if (packages.includes('postgresql') && !existsSync(clusters)) {
    mkdirSync('/etc/postgresql-common', { recursive: true })
    writeFileSync(clusters, 'create_main_cluster = false\n')
  }
  const env = { ...process.env, DEBIAN_FRONTEND: 'noninteractive' }
  const install = () =>
    run('apt-get', ['install', '-y', '--no-install-recommends', '-o', 'Dpkg::Options::=--force-confold', ...packages], { env })
  try {
    await install()
  } catch {
    // a new machine has no package lists, an old one stale lists
    await run('apt-get', ['update'], { env })
      .then(install)
      .catch((error) => say(error.message))
  }
}

function howTo(missing) {
  return [
    `Tests need ${missing.map(({ name }) => name).join(' and ')}. Install with one of:`,
    `  apt-get install ${missing.map(({ debian }) => debian).join(' ')}     (Debian, Ubuntu)`,
    ...missing.map(({ brew }) => `  brew install ${brew}     (macOS)`),
    `or set ${missing.map(({ variable }) => variable).join(', ')} to where it is. Or run suites that do without: npm test -- ground unit`,
  ].join('\n')
}
