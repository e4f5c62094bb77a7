import { expect, test } from 'bun:test'
import { join } from 'node:path'
import { openMetrics } from '#src/observe/metrics'

const root = join(import.meta.dir, '..', '..')

test('every metric that is declared is fed somewhere', async () => {
  const { registry: _registry, measure: _measure, measureBy: _measureBy, ...declared } = openMetrics()
  const sources: string[] = []
  for await (const path of new Bun.Glob('{src,actors,media}/**/*.ts').scan(root))
    if (!path.endsWith('.test.ts') && !path.startsWith('src/observe/')) sources.push(await Bun.file(join(root, path)).text())
  const text = sources.join('\n')
  const fed = (name: string): boolean => new RegExp(`metrics\\.${name}\\b`).test(text)
  const idle = Object.keys(declared).filter((name) => !fed(name))
  expect(idle).toEqual([])
  expect(fed('nothingOfTheKind')).toBe(false)
})
