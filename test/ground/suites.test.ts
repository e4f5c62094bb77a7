import { afterEach, beforeEach, describe, expect, test } from 'bun:test'
import { existsSync, mkdtempSync, readFileSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'

type Counted = { passed: number; failed: number; skipped: number; note: string | null }
const { runSuite, suitesFor } = (await import(join(import.meta.dir, '../../scripts/suites.mjs'))) as {
  runSuite(bun: string, suite: object, env: object, how: { cwd: string; output: string; within: number }): Promise<Counted>
  suitesFor(words: readonly string[]): { name: string; paths: string[] }[]
}

describe('npm test -- WORDS', () => {
  test('without words runs every folder of test/ and the tests beside the code, the quick ones first', () => {
    const names = suitesFor([]).map(({ name }) => name)
    expect(names.slice(0, 2)).toEqual(['ground', 'unit'])
    expect(names).not.toContain('parts')
  })

  test('takes a suite by name, and a folder of the code by its path or last name', () => {
    expect(suitesFor(['ground', 'test/ground/', 'base', 'src/base']).map(({ paths }) => paths)).toEqual([
      ['test/ground'],
      ['test/ground'],
      ['src/base'],
      ['src/base'],
    ])
  })

  test('refuses a word that is no suite and says which there are', () => {
    expect(() => suitesFor(['nonsense'])).toThrow(/No suite "nonsense". Suites: ground, unit,/)
  })
})

describe('a suite', () => {
  let cwd = ''
  beforeEach(() => void (cwd = mkdtempSync(join(tmpdir(), 'boltorezka-suites-'))))
  afterEach(() => rmSync(cwd, { recursive: true, force: true }))

  const plant = (name: string, body: string) => Bun.write(join(cwd, 'planted', name), `import { test, expect } from 'bun:test'\n${body}`)
  const run = (within = 20_000) =>
    runSuite(process.execPath, { name: 'planted', paths: ['planted'] }, process.env, { cwd, output: 'ignore', within })

  test('counts what passed, failed and was skipped', async () => {
    await plant('a.test.ts', `test('a', () => {}); test('b', () => expect(1).toBe(2)); test.skip('c', () => {})`)
    await plant('b.test.ts', `test('a', () => {})`)
    expect(await run()).toMatchObject({ passed: 2, failed: 1, skipped: 1, note: 'exit 1' })
  })

  test('with a file that does not load has failed, though every test passed', async () => {
    await plant('a.test.ts', `test('a', () => {})`)
    await plant('b.test.ts', `throw new Error('no')`)
    expect(await run()).toMatchObject({ passed: 1, failed: 1 })
  })

  test('that runs nothing has failed', async () => {
    await plant('a.test.ts', '')
    expect(await run()).toMatchObject({ passed: 0, failed: 1 })
  })

  test('that crashes has failed', async () => {
    await plant('a.test.ts', `test('a', () => process.kill(process.pid, 'SIGKILL'))`)
    expect(await run()).toMatchObject({ passed: 0, failed: 1, note: 'exit SIGKILL' })
  })

  test('that hangs is ended with all that it started, and has failed', async () => {
    const child = join(cwd, 'child')
    await plant(
      'a.test.ts',
      `test('a', async () => {
        const sleeper = Bun.spawn(['sleep', '600'])
        await Bun.write(${JSON.stringify(child)}, String(sleeper.pid))
        await new Promise(() => {})
      }, 600_000)`,
    )
    const outcome = await run(3_000)
    expect(outcome).toMatchObject({ passed: 0, failed: 1, note: 'not done in 3 s' })
    const pid = readFileSync(child, 'utf8')
    while (existsSync(`/proc/${pid}`) && !readFileSync(`/proc/${pid}/stat`, 'utf8').includes(') Z ')) await Bun.sleep(10)
  })
})
