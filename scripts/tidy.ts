/** What no linter says: folders explain themselves, files are named for what they are and stay readable. */
import { existsSync, readdirSync, readFileSync } from 'node:fs'
import { basename, dirname, join } from 'node:path'
import { importTable } from './import-table'

const maxLines = 250
const readmeLines = 40
const counted = /\.(tsx?|mjs|sql|css)$/
const vague =
  /^(index|utils?|helpers?|common|misc|types?|manager|service|handler)(\.test)?\.(tsx?|mjs)$|-(manager|service|handler|helpers?|utils?)(\.test)?\.(tsx?|mjs)$/
const skipped = new Set(['node_modules', 'dist', 'data', '.git', '.cache'])
const explained = [...Object.keys(importTable), 'src/main', 'migrations', 'scripts', 'bench', 'test']

/** Every file of the project, by its path from the root; what is built or fetched is left out, and hidden folders but .ci. */
export function filesOf(root: string, folder = ''): string[] {
  return readdirSync(join(root, folder), { withFileTypes: true }).flatMap((entry) => {
    const path = folder ? `${folder}/${entry.name}` : entry.name
    if (!entry.isDirectory()) return [path]
    const hidden = entry.name.startsWith('.') && entry.name !== '.ci'
    return hidden || (skipped.has(entry.name) && !path.startsWith('src/')) ? [] : filesOf(root, path)
  })
}

/** A sentence for everything untidy under the root. */
export function untidy(root: string): string[] {
  const files = filesOf(root)
  const lines = (path: string) => readFileSync(join(root, path), 'utf8').trimEnd().split('\n').length
  const found = files.flatMap((path) => {
    const problems: string[] = []
    if (counted.test(path) && lines(path) > maxLines) problems.push(`${path}: ${lines(path)} lines, at most ${maxLines}`)
    if (vague.test(basename(path))) problems.push(`${path}: a name that says nothing`)
    if (basename(path) === 'README.md' && dirname(path) !== '.' && lines(path) > readmeLines)
      problems.push(`${path}: ${lines(path)} lines, at most ${readmeLines}`)
    return problems
  })
  const suites = new Set(files.filter((path) => /^test\/[^/]+\//.test(path)).map((path) => path.split('/', 2).join('/')))
  for (const folder of new Set([...explained, ...suites])) {
    const used = files.some((path) => path.startsWith(`${folder}/`))
    if (used && !existsSync(join(root, folder, 'README.md'))) found.push(`${folder}: no README.md`)
  }
  return found
}

if (import.meta.main) {
  const found = untidy(join(import.meta.dir, '..'))
  if (found.length > 0) console.error(found.join('\n'))
  process.exitCode = found.length > 0 ? 1 : 0
}
