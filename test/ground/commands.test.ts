import { expect, test } from 'bun:test'
import { join } from 'node:path'
import { describeConfig } from '#src/base/config'
import { parseEnv } from '#src/base/env-file'

const root = join(import.meta.dir, '..', '..')

async function command(script: string, words: readonly string[], env: Record<string, string> = {}) {
  const child = Bun.spawn([process.execPath, script, ...words], {
    cwd: root,
    env: { ...process.env, ...env },
    stdout: 'pipe',
    stderr: 'pipe',
  })
  const [out, err] = await Promise.all([new Response(child.stdout).text(), new Response(child.stderr).text()])
  return { code: await child.exited, out, err }
}

test('npm test with a word that is no suite says so in one sentence and fails', async () => {
  const { code, err } = await command('scripts/test.mjs', ['nonsense'])
  expect(code).toBe(1)
  expect(err.trim().split('\n')).toHaveLength(1)
  expect(err).toContain('No suite "nonsense"')
})

test('npm run check with a word that is no check says so and fails', async () => {
  expect(await command('scripts/check.mjs', ['nonsense'])).toMatchObject({ code: 1, err: expect.stringContaining('No check "nonsense"') })
})

test('npm run bench without a name says which there are and fails', async () => {
  expect(await command('scripts/bench.mjs', [])).toMatchObject({ code: 1, err: expect.stringContaining('where NAME is one of') })
})

test('a bad setting ends the program with its name and without a stack', async () => {
  const { code, err } = await command('src/main/main.ts', ['serve'], { PORT: 'eighty', RATE_LIMITS: 'off', HOST: '0.0.0.0' })
  expect(code).toBe(78)
  expect(err.trim()).toBe(
    [
      'Bad configuration:',
      '  PORT: expected a whole number from 0 to 65535, not "eighty"',
      '  RATE_LIMITS: off is accepted only while HOST is a loopback address, not "0.0.0.0"',
    ].join('\n'),
  )
})

test('the program prints every setting', async () => {
  const { code, out } = await command('src/main/main.ts', ['config'])
  expect(code).toBe(0)
  for (const { key } of describeConfig()) expect(out).toContain(key)
})

test('.env.example names every setting and nothing else', async () => {
  const text = await Bun.file(join(root, '.env.example')).text()
  const keys = Object.keys(parseEnv(text.replaceAll(/^# (?=[A-Z0-9_]+=)/gm, '')))
  expect(keys.toSorted()).toEqual(
    describeConfig()
      .map(({ key }) => key)
      .toSorted(),
  )
})

test('the two READMEs have the same commands, links and settings', async () => {
  const [english, russian] = await Promise.all(['README.md', 'README.ru.md'].map((name) => Bun.file(join(root, name)).text()))
  const facts = (text = '') => ({
    blocks: (text.match(/```[\s\S]*?```/g) ?? []).map((block) => block.replaceAll(/ +#.*$/gm, '')),
    headings: (text.match(/^#+ /gm) ?? []).length,
    // a picture shows the page in the reader's language
    links: [...text.matchAll(/\]\(([^)]+)\)/g)]
      .map((match) => match[1]?.replace(/-(en|ru)\.png$/, '.png'))
      .filter((link) => !link?.startsWith('README')),
    code: new Set(text.replaceAll(/```[\s\S]*?```/g, '').match(/`[^`\n]+`/g)),
  })
  expect(facts(russian)).toEqual(facts(english))
})
