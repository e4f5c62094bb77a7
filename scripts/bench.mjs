import { existsSync, readdirSync } from 'node:fs'
import { join } from 'node:path'
import { bootstrap } from './bootstrap.mjs'
import { buildStale } from './build.mjs'
import { become, main, root, Stop } from './process.mjs'

// npm run bench -- NAME [arguments]: runs bench/NAME.ts.
await main(async () => {
  const names = existsSync(join(root, 'bench')) ? readdirSync(join(root, 'bench')).filter((file) => file.endsWith('.ts')) : []
  const [name, ...rest] = process.argv.slice(2)
  if (!name || !names.includes(`${name}.ts`))
    throw new Stop(`npm run bench -- NAME, where NAME is one of: ${names.map((file) => file.slice(0, -3)).join(', ') || '(none yet)'}`)
  const bun = await bootstrap({ dev: true })
  await buildStale(bun)
  await become(bun, [`bench/${name}.ts`, ...rest])
})
