import { readdirSync } from 'node:fs'
import { join } from 'node:path'
import { bootstrap } from './bootstrap.mjs'
import { buildStale } from './build.mjs'
import { become, main, root, Stop } from './process.mjs'
import { systemFor } from './system.mjs'

// npm run bench -- NAME [NAME …]: runs bench/NAME.ts, one after the other; what a bench takes comes from the environment.
await main(async () => {
  const names = readdirSync(join(root, 'bench'))
    .filter((file) => file.endsWith('.ts'))
    .map((file) => file.slice(0, -3))
  const wanted = process.argv.slice(2)
  if (wanted.length === 0 || !wanted.every((name) => names.includes(name)))
    throw new Stop(`npm run bench -- NAME [NAME …], where NAME is one of: ${names.join(', ')}`)
  const bun = await bootstrap({ dev: true })
  await buildStale(bun)
  const env = { ...process.env, ...(await systemFor(wanted.map((name) => `bench ${name}`))) }
  for (const name of wanted) await become(bun, [`bench/${name}.ts`], env)
})
