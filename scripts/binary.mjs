import { bootstrap } from './bootstrap.mjs'
import { buildStale } from './build.mjs'
import { become, main } from './process.mjs'

// npm run build [-- linux-x64 | linux-arm64]: one file that holds everything, in dist.
await main(async () => {
  const bun = await bootstrap()
  await buildStale(bun)
  await become(bun, ['scripts/build-binary.ts', ...process.argv.slice(2)])
})
