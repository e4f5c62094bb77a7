import { expect, test } from 'bun:test'
import { join } from 'node:path'

const root = join(import.meta.dir, '..', '..')

// What `npm run check` says of the code as it is, one test a check.
test.each(['types', 'lint', 'format', 'dead code', 'tidy'])(
  'npm run check finds nothing wrong: %s',
  async (name) => {
    const check = Bun.spawn([process.execPath, 'scripts/check.mjs', name], { cwd: root, stdout: 'pipe', stderr: 'pipe' })
    const said = await new Response(check.stderr).text()
    expect({ said, code: await check.exited }).toEqual({ said: '', code: 0 })
  },
  120_000,
)
