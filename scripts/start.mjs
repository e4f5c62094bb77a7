import { bootstrap } from './bootstrap.mjs'
import { buildStale } from './build.mjs'
import { become, main } from './process.mjs'

// npm start: whatever is missing is fetched and built, then the program has the terminal. `npm start -- config` runs its other commands.
await main(async () => {
  const bun = await bootstrap()
  await buildStale(bun)
  const given = process.argv.slice(2)
  await become(bun, ['src/main/main.ts', ...(given.length > 0 ? given : ['serve'])])
})
