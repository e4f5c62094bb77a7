import { existsSync } from 'node:fs'
import { bootstrap } from './bootstrap.mjs'
import { buildStale } from './build.mjs'
import { mediaWorker } from './media-worker/at-hand.mjs'
import { workerPlace } from './media-worker/place.mjs'
import { main, say } from './process.mjs'
import { needsMedia, runSuite, suitesFor } from './suites.mjs'
import { systemFor } from './system.mjs'

// npm test: gets what the tests need, then runs each suite. `npm test -- call chaos` runs those. The last line sums all up.
await main(async () => {
  const suites = suitesFor(process.argv.slice(2))
  const bun = await bootstrap({ dev: true })
  const programs = await systemFor(suites.map(({ name }) => name))
  const done = []
  // a client that does not build fails the run, but hides no other result
  await buildStale(bun).catch((error) => {
    say(error.message)
    done.push({ name: 'build', passed: 0, failed: 1, skipped: 0, note: 'see above', seconds: 0 })
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
        done.push({ name: 'media worker', passed: 0, failed: 1, skipped: 0, note: 'see above', seconds: 0 })
        return ''
      })
    console.log(`\n== ${suite.name}`)
    done.push(await runSuite(bun, suite, env))
  }
  console.log('')
  for (const { name, passed, failed, skipped, note, seconds } of done) {
    const extra = [skipped ? `${skipped} skipped` : null, note].filter(Boolean).map((part) => `, ${part}`)
    console.log(
      `${name.padEnd(14)} ${String(passed).padStart(5)} passed ${String(failed).padStart(4)} failed  ${seconds.toFixed(1)} s${extra.join('')}`,
    )
  }
  const sum = (key) => done.reduce((total, suite) => total + suite[key], 0)
  console.log(`${sum('passed')} passed, ${sum('failed')} failed`)
  process.exitCode = sum('failed') > 0 ? 1 : 0
})
