import { bootstrap } from './bootstrap.mjs'
import { main, run, Stop } from './process.mjs'

// npm run check: types, lint, format, dead code, tidiness. Says only what is wrong. `npm run check -- lint types` runs those.
await main(async () => {
  const bun = await bootstrap({ dev: true })
  const checks = {
    types: ['check', '--no-script', '--no-pretty'],
    lint: ['--bun', 'oxlint', '--type-aware', '--deny-warnings', '--format=unix'],
    format: ['fmt', '--no-script', '--check'],
    'dead code': ['--bun', 'knip', '--no-progress'],
    tidy: ['scripts/tidy.ts'],
  }
  const asked = process.argv.slice(2)
  const unknown = asked.filter((name) => !(name in checks))
  if (unknown.length > 0) throw new Stop(`No check "${unknown.join(', ')}". Checks: ${Object.keys(checks).join(', ')}.`)
  const failures = await Promise.all(
    Object.entries(checks)
      .filter(([name]) => asked.length === 0 || asked.includes(name))
      .map(([name, args]) =>
        run(bun, args).then(
          () => null,
          (error) => `== ${name}\n${error.message}`,
        ),
      ),
  )
  const failed = failures.filter(Boolean)
  if (failed.length > 0) throw new Stop(failed.join('\n\n'))
  console.log('All checks pass.')
})
