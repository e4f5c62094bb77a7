import { existsSync } from 'node:fs'
import { basename, dirname, join } from 'node:path'

/** What a page names and is not there: links into the repository, and file names in `code`. Fenced code is an example and not looked at. */
export function missingFiles(page: string, text: string, files: ReadonlySet<string>): string[] {
  const prose = text.replaceAll(/```[\s\S]*?```/g, '')
  const names = new Set([...files].map((file) => basename(file)))
  const folders = new Set([...files].flatMap((file) => ancestors(dirname(file))))
  const there = (path: string): boolean => files.has(path) || folders.has(path)
  const here = dirname(page)

  const links = [...prose.matchAll(/\]\(([^)\s]+)\)/g)]
    .map(([, link = '']) => link.replace(/#.*$/, ''))
    .filter((link) => link !== '' && !/^[a-z]+:/.test(link))
    .filter((link) => !there(join(here, link).replace(/\/$/, '')))
  const spans = [...prose.matchAll(/`([^`\n]+)`/g)]
    .map(([, span = '']) => span)
    .filter((span) => /^[\w@./-]+\.(tsx?|mjs|sql|md|erl|ya?ml)$/.test(span) && !span.startsWith('.'))
    .filter((span) => !(span.includes('/') ? there(span) || there(join(here, span)) : names.has(span)))
  return [...links, ...spans]
}

const ancestors = (folder: string): string[] => (folder === '.' ? ['.'] : [folder, ...ancestors(dirname(folder))])

/** The table of a page's section: file, what to look for in it. */
export function stepsOf(text: string, heading: string): { readonly file: string; readonly word: string }[] {
  const section = text.split(/^## /m).find((part) => part.startsWith(heading)) ?? ''
  return [...section.matchAll(/^\| \d+ \| \[`([^`]+)`\]\([^)]+\) \| `([^`]+)` \|/gm)].map(([, file = '', word = '']) => ({ file, word }))
}

/** Files of the repository: those git knows and those it would take. */
export function repositoryFiles(root: string): ReadonlySet<string> {
  const { stdout } = Bun.spawnSync(['git', 'ls-files', '--cached', '--others', '--exclude-standard'], { cwd: root })
  return new Set(
    stdout
      .toString()
      .split('\n')
      .filter((file) => file !== '' && existsSync(join(root, file))),
  )
}
