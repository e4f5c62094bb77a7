import { existsSync, readdirSync } from 'node:fs'
import { join } from 'node:path'
import { root, Stop } from './process.mjs'

const beside = ['protocol', 'actors', 'src', 'media', 'sdk', 'web', 'scripts']
const isTest = /\.test\.tsx?$/

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

/** The files with tests in a folder, or the one file itself, by their path from the root. */
export function testFiles(path, from = root) {
  if (isTest.test(path)) return [path]
  if (!existsSync(join(from, path))) return []
  const inside = readdirSync(join(from, path), { recursive: true })
  return inside.filter((name) => isTest.test(name)).map((name) => `${path}/${name}`)
}

const hasTests = (folder) => testFiles(folder).length > 0
