import { existsSync, readFileSync } from 'node:fs'

/** Environment variables as the process has them. */
export type Env = Readonly<Record<string, string | undefined>>

const line = /^(?:export\s+)?([A-Za-z_][A-Za-z0-9_]*)\s*=\s*(.*)$/

/**
 * Reads the text of a `.env` file: `KEY=value`, `KEY="value"` (with \n), `KEY='value'`, `#` comments.
 * Nothing is expanded. A line that is none of these is an error that names it.
 */
export function parseEnv(text: string, name = '.env'): Record<string, string> {
  const found: Record<string, string> = {}
  for (const [index, raw] of text.split(/\r?\n/).entries()) {
    const trimmed = raw.trim()
    if (trimmed === '' || trimmed.startsWith('#')) continue
    const match = line.exec(trimmed)
    const value = match && unquote(match[2] ?? '')
    if (!match?.[1] || value === null) throw new Error(`${name} line ${index + 1}: expected KEY=value`)
    found[match[1]] = value
  }
  return found
}

function unquote(value: string): string | null {
  const quote = value[0]
  if (quote !== '"' && quote !== "'") return value.replace(/\s+#.*$/, '').trim()
  const end = value.indexOf(quote, 1)
  if (end < 0 || !/^\s*(#.*)?$/.test(value.slice(end + 1))) return null
  const inner = value.slice(1, end)
  return quote === '"' ? inner.replaceAll('\\n', '\n') : inner
}

/** The environment with what the file adds; what the process was given wins over the file. No file, nothing added. */
export function withEnvFile(env: Env, path: string): Env {
  return existsSync(path) ? { ...parseEnv(readFileSync(path, 'utf8'), path), ...env } : env
}
