import { randomBytes, randomInt } from 'node:crypto'
import { closeSync, fsyncSync, mkdirSync, openSync, readFileSync, rmSync, writeSync } from 'node:fs'
import { join } from 'node:path'

/** The secret that signs tokens: made at the first start and kept in DATA_DIR, readable by the owner alone. */
export function ownSecret(dataDir: string): string {
  return kept(join(dataDir, 'jwt-secret'), () => randomBytes(32).toString('base64url'))
}

/** The code with which the owner registers from elsewhere: made once, gone when it is used. */
export function setupCode(dataDir: string): string {
  const alphabet = 'abcdefghjkmnpqrstuvwxyz23456789'
  const letters = (count: number): string => Array.from({ length: count }, () => alphabet[randomInt(alphabet.length)]).join('')
  return kept(join(dataDir, 'setup-code'), () => `${letters(4)}-${letters(4)}-${letters(4)}`)
}

export function forgetSetupCode(dataDir: string): void {
  rmSync(join(dataDir, 'setup-code'), { force: true })
}

function kept(path: string, make: () => string): string {
  try {
    const text = readFileSync(path, 'utf8').trim()
    if (text !== '') return text
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code !== 'ENOENT') throw error
  }
  mkdirSync(join(path, '..'), { recursive: true })
  const text = make()
  const file = openSync(path, 'w', 0o600)
  try {
    writeSync(file, `${text}\n`)
    fsyncSync(file)
  } finally {
    closeSync(file)
  }
  return text
}
