import { afterEach, beforeEach, describe, expect, test } from 'bun:test'
import { existsSync, mkdtempSync, readFileSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'

type Failure = { file: string; name: string; message: string }
type Counted = {
  passed: number
  failed: number
  skipped: number
  note: string | null
  unsteady: Failure[]
  files: { failures: object[] }[]
}
type How = { cwd: string; output: string; within: number }
const scripts = join(import.meta.dir, '../../scripts')
const { suitesFor } = (await import(join(scripts, 'suites.mjs'))) as {
  suitesFor(words: readonly string[]): { name: string; paths: string[] }[]
}
const { runAgain, runSuite } = (await import(join(scripts, 'run-suite.mjs'))) as {
  runSuite(bun: string, suite: object, env: object, how: How): Promise<Counted>
  runAgain(bun: string, outcome: Counted, env: object, how: How): Promise<Counted>
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

test('what runs the suites is understood by plain Node', async () => {
  const node = Bun.spawn(['node', '--input-type=module', '-e', 'await import("./run-suite.mjs")'], { cwd: scripts, stderr: 'pipe' })
  expect([await new Response(node.stderr).text(), await node.exited]).toEqual(['', 0])
})

describe('a suite', () => {
  let cwd = ''
  beforeEach(() => void (cwd = mkdtempSync(join(tmpdir(), 'boltorezka-suites-'))))
  afterEach(() => rmSync(cwd, { recursive: true, force: true }))

  const plant = (name: string, body: string) =>
    Bun.write(join(cwd, 'planted', name), `import { describe, test, expect } from 'bun:test'\n${body}`)
  const how = (within = 20_000) => ({ cwd, output: 'ignore', within })
  const run = (within?: number, name = 'planted') => runSuite(process.execPath, { name, paths: ['planted'] }, process.env, how(within))

  test('counts what passed, failed and was skipped', async () => {
    await plant('a.test.ts', `test('a', () => {}); test('b', () => expect(1).toBe(2)); test.skip('c', () => {})`)
    await plant('b.test.ts', `test('a', () => {})`)
    expect(await run()).toMatchObject({ passed: 2, failed: 1, skipped: 1, note: 'exit 1' })
  })

  test('says each failure by its file, its name and its message', async () => {
    await plant('a.test.ts', `describe('a < b', () => test('and "c"', () => expect(1).toBe(2)))`)
    const { files } = await run()
    expect(files).toMatchObject([
      { file: 'planted/a.test.ts', failures: [{ name: 'a < b > and "c"', message: expect.stringContaining('Expected: 2') }] },
    ])
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

describe('a file that failed', () => {
  let cwd = ''
  beforeEach(() => void (cwd = mkdtempSync(join(tmpdir(), 'boltorezka-suites-'))))
  afterEach(() => rmSync(cwd, { recursive: true, force: true }))

  const twice = async (name: string) => {
    const how = { cwd, output: 'ignore', within: 20_000 }
    const first = await runSuite(process.execPath, { name, paths: ['planted'] }, process.env, how)
    return runAgain(process.execPath, first, process.env, how)
  }
  const plantTwo = async (body: string) => {
    const head = `import { test, expect } from 'bun:test'\nimport { existsSync, writeFileSync } from 'node:fs'\n`
    await Bun.write(join(cwd, 'planted/a.test.ts'), `${head}test('fails', () => {${body}}); test('passes', () => {})`)
    await Bun.write(join(cwd, 'planted/b.test.ts'), `${head}test('b', () => {})`)
  }
  const onlyTheSecondTime = () => `
    const been = existsSync(${JSON.stringify(join(cwd, 'been'))})
    writeFileSync(${JSON.stringify(join(cwd, 'been'))}, '')
    expect(been).toBe(true)`

  test('against the clock is run again, and what passes then is named', async () => {
    await plantTwo(onlyTheSecondTime())
    expect(await twice('call')).toMatchObject({
      passed: 3,
      failed: 0,
      note: null,
      unsteady: [{ file: 'planted/a.test.ts', name: 'fails', message: expect.stringContaining('Expected: true') }],
    })
  })

  test('twice has failed', async () => {
    await plantTwo('expect(1).toBe(2)')
    expect(await twice('call')).toMatchObject({ passed: 2, failed: 1, note: 'exit 1', unsteady: [] })
  })

  test('of a suite with another measure than time has failed at the first', async () => {
    await plantTwo(onlyTheSecondTime())
    expect(await twice('unit')).toMatchObject({ passed: 2, failed: 1, note: 'exit 1', unsteady: [] })
  })

  test('beside a file that does not load is not run again: what did not load would be forgotten', async () => {
    await plantTwo(onlyTheSecondTime())
    await Bun.write(join(cwd, 'planted/c.test.ts'), `throw new Error('no')`)
    expect(await twice('call')).toMatchObject({ passed: 2, failed: 1, note: 'exit 1', unsteady: [] })
  })
})
