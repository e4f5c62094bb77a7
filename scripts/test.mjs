import { existsSync } from 'node:fs'
import { bootstrap } from './bootstrap.mjs'
import { buildStale } from './build.mjs'
import { mediaWorker } from './media-worker/at-hand.mjs'
import { workerPlace } from './media-worker/place.mjs'
import { main, say } from './process.mjs'
import { needsMedia, suitesFor } from './suites.mjs'
import { missing, summary } from './summary.mjs'
import { systemFor } from './system.mjs'

// npm test: gets what the tests need, then runs each suite. `npm test -- call chaos` runs those. The last line sums all up.
await main(async () => {
  const suites = suitesFor(process.argv.slice(2))
  const bun = await bootstrap({ dev: true })
  // not at the top: it reads reports by a package that the bootstrap installs
  const { runAgain, runSuite } = await import('./run-suite.mjs')
  const programs = await systemFor(suites.map(({ name }) => name))
  const done = []
  // a client that does not build fails the run, but hides no other result
  await buildStale(bun).catch((error) => {
    say(error.message)
    done.push(missing('build'))
  })
  const env = { ...process.env, ...programs }
  // where there is no media worker yet it is made beside the suites that do without
  const worker = env.MEDIA_WORKER_BIN || !suites.some(needsMedia) ? null : mediaWorker({ gently: true })
  const ordered = worker && !existsSync(workerPlace()) ? suites.toSorted((a, b) => Number(needsMedia(a)) - Number(needsMedia(b))) : suites
  worker?.catch(() => {})
  for (const suite of ordered) {
    if (worker && needsMedia(suite) && !('MEDIA_WORKER_BIN' in env))
      env.MEDIA_WORKER_BIN = await worker.catch((error) => {
        say(error.message)
        done.push(missing('media worker'))
        return ''
      })
    console.log(`\n== ${suite.name}`)
    done.push(await runSuite(bun, suite, env))
  }
  const outcomes = []
  for (const outcome of done) outcomes.push(await runAgain(bun, outcome, env))
  summary(outcomes)
  process.exitCode = outcomes.some(({ failed }) => failed > 0) ? 1 : 0
})
