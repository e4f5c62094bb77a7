import { createHash } from 'node:crypto'
import { existsSync, mkdirSync, readdirSync, readFileSync, statSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { root, run, say } from './process.mjs'

/** What is built before the program runs: from what, by which script, and a file that is there when it was. */
const builds = [
  {
    name: 'web client',
    inputs: ['web', 'sdk', 'protocol', 'bun.lock', 'bunfig.toml'],
    script: 'scripts/build-web.ts',
    output: 'dist/web/index.html',
  },
  { name: 'database seed', inputs: ['migrations', 'src/data', 'bun.lock'], script: 'scripts/seed.ts', output: null },
]

/** Builds, side by side, what is older than its inputs. Looking costs a few milliseconds: names, sizes and times, no contents. */
export async function buildStale(bun) {
  const stale = builds
    .map((build) => ({ ...build, print: fingerprint([...build.inputs, build.script]) }))
    .filter((build) => !isBuilt(build))
  if (stale.length === 0) return
  say(`Building ${stale.map(({ name }) => name).join(' and ')} …`)
  await Promise.all(
    stale.map(async (build) => {
      await run(bun, [build.script])
      mkdirSync(join(root, '.cache'), { recursive: true })
      writeFileSync(stampOf(build), build.print)
    }),
  )
}

const stampOf = ({ name }) => join(root, '.cache', `${name.replace(' ', '-')}.stamp`)

function isBuilt(build) {
  if (!existsSync(join(root, build.script))) return true
  if (build.output && !existsSync(join(root, build.output))) return false
  return existsSync(stampOf(build)) && readFileSync(stampOf(build), 'utf8') === build.print
}

function fingerprint(paths) {
  const hash = createHash('sha256')
  const add = (path) => {
    const found = statSync(join(root, path), { throwIfNoEntry: false })
    if (!found) return
    if (found.isDirectory()) for (const name of readdirSync(join(root, path)).toSorted()) add(`${path}/${name}`)
    else if (!/\.test\.tsx?$|\.md$/.test(path)) hash.update(`${path} ${found.size} ${found.mtimeMs}\n`)
  }
  for (const path of paths) add(path)
  return hash.digest('hex')
}
