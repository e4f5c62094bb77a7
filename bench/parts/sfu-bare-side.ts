import { join } from 'node:path'
import { openProfile, type Profile } from '#test/parts/browser'
import { child, patiently, type Side } from './sfu-sides'

/** The bare program. */
export async function bareSide(crowd: readonly number[], talkers: number): Promise<Side> {
  const first = 21_000 + Math.floor(Math.random() * 10_000)
  const server = await child('bare-sfu.ts', { TALKERS: String(talkers), RTC_PORTS: `${first},${first + 1}` })
  await patiently('the bare SFU', async () => ((await server.forwarded()).pids.length === 3 ? true : null))
  const peers = crowd.map((_, nth) => `peer-${nth}`)
  const profiles: Profile[] = []
  let ports: readonly number[] = []
  return {
    name: 'bare',
    join: async () => void (ports = await server.admit(peers, crowd)),
    ports: () => ports,
    leave: async () => void (await server.ask('/end', {})),
    async openPages(count) {
      const script = await pageScript()
      for (let nth = 0; nth < count; nth++) {
        const profile = await openProfile(server.url)
        profiles.push(profile)
        await profile.page.goto('/')
        await profile.page.evaluate(script)
        await profile.page.evaluate(`bare.join('page-${nth}')`)
      }
    },
    heardBy: (peer, report) => server.heardBy(peers, peer, report),
    heardInPages: () => Promise.all(profiles.map(({ page }) => page.evaluate<number[]>('bare.heard()'))),
    forwarded: server.forwarded,
    cpu: server.cpu,
    held: server.held,
    async stop() {
      for (const profile of profiles) await profile.close()
      await server.stop()
    },
  }
}

async function pageScript(): Promise<string> {
  const built = await Bun.build({ entrypoints: [join(import.meta.dir, 'sfu-page-entry.ts')], target: 'browser', format: 'iife' })
  return (built.outputs[0] as Bun.BuildArtifact).text()
}
