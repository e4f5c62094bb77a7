import { expect, test } from 'bun:test'
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { parseEnv, withEnvFile } from './env-file'

test('reads plain, quoted and exported values', () => {
  const text = ['# a comment', '', 'A=1', 'B = two words ', 'C="a # b\\nc" # why', "D='$A'", 'export E=e', 'F=', 'G=x#y # z'].join('\r\n')
  expect(parseEnv(text)).toEqual({ A: '1', B: 'two words', C: 'a # b\nc', D: '$A', E: 'e', F: '', G: 'x#y' })
})

test.each(['just words', '1A=b', 'A="open', 'A="a" b'])('refuses %p and names the line', (bad) => {
  expect(() => parseEnv(`OK=1\n${bad}`)).toThrow('.env line 2: expected KEY=value')
})

test('the process wins over the file, and no file adds nothing', () => {
  const dir = mkdtempSync(join(tmpdir(), 'env-'))
  try {
    writeFileSync(join(dir, '.env'), 'A=file\nB=file')
    expect(withEnvFile({ A: 'process' }, join(dir, '.env'))).toEqual({ A: 'process', B: 'file' })
    expect(withEnvFile({ A: 'process' }, join(dir, 'none'))).toEqual({ A: 'process' })
  } finally {
    rmSync(dir, { recursive: true })
  }
})
