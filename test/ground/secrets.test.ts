import { expect, test } from 'bun:test'
import { join } from 'node:path'

const root = join(import.meta.dir, '..', '..')

// Each kind of secret, and one that is none but must be found: written in parts, so that this file holds none.
const kinds: readonly (readonly [string, RegExp, string])[] = [
  ['private key', /-----BEGIN [A-Z ]*PRIVATE KEY-----/, ['-----BEGIN', 'RSA PRIVATE KEY-----'].join(' ')],
  [
    'signed token',
    /\beyJ[\w-]{10,}\.eyJ[\w-]{10,}\.[\w-]{20,}/,
    ['eyJhbGciOiJIUzI1NiJ9', 'eyJzdWIiOiIxMjM0NTY3ODkwIn0', 'A'.repeat(43)].join('.'),
  ],
  ['key of a cloud', /\bAKIA[0-9A-Z]{16}\b/, `AKIA${'A'.repeat(16)}`],
  ['token of a forge', /\b(gh[pousr]_\w{36}|glpat-[\w-]{20})/, `ghp_${'a'.repeat(36)}`],
  ['token of a registry', /_authToken\s*=\s*\S+|\bnpm_[A-Za-z0-9]{36}\b/, ['_authToken', 'abc'].join('=')],
  [
    'setting with a value',
    /^[ \t]*(?:JWT_SECRET|TURN_SECRET|SMTP_URL|VAPID_PRIVATE_KEY)=(?!["']?(?:$|\s|\$|<))\S/m,
    ['TURN_SECRET', 'hunter2'].join('='),
  ],
]

const secretsIn = (text: string) => kinds.filter(([, pattern]) => pattern.test(text)).map(([name]) => name)

test.each(kinds)('a %s is found', (name, _pattern, planted) => {
  expect(secretsIn(`first\n${planted}\nlast`)).toEqual([name])
})

test('no file of the repository holds a secret', async () => {
  const listed = Bun.spawnSync(['git', 'ls-files', '-z', '--cached', '--others', '--exclude-standard'], { cwd: root })
  const files = listed.stdout
    .toString()
    .split('\0')
    .filter((path) => path !== '' && path !== 'bun.lock')
  expect(files.length).toBeGreaterThan(50)
  const found: string[] = []
  for (const path of files) {
    const file = Bun.file(join(root, path))
    if (await file.exists()) found.push(...secretsIn(await file.text()).map((name) => `${path}: ${name}`))
  }
  expect(found).toEqual([])
})
