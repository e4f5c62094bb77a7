import { rmSync } from 'node:fs'
import { bunEnvironment } from '#scripts/bun-environment.mjs'
import { freePort } from '#test/parts/free-port'
import { cpuOf, rssOf } from './process'
import { type CrowdReport, ssrcOf } from './rtp-crowd'
import type { Forwarded } from './sfu-control'

/** One SFU: first the generated peers are in it, then the pages too. */
export type Side = {
  readonly name: string
  /** Lets the generated peers in. */
  join(): Promise<void>
  /** Where each generated peer sends. */
  ports(): readonly number[]
  /** Everybody generated leaves. */
  leave(): Promise<void>
  openPages(count: number): Promise<void>
  /** What a generated peer was sent of which talker (by number) in a crowd's report. */
  heardBy(peer: number, report: CrowdReport): Promise<readonly number[]>
  /** Packets of each stream that a page received so far. */
  heardInPages(): Promise<readonly (readonly number[])[]>
  forwarded(): Promise<Forwarded>
  /** CPU seconds of the program and its workers, and of the program alone. */
  cpu(): { readonly all: number; readonly program: number }
  /** Bytes the Bun process holds after garbage collection: resident, those without what the heap's blocks have free, objects on the heap. */
  held(): Promise<{ readonly resident: number; readonly used: number; readonly heap: number }>
  stop(): Promise<void>
}

type Asking = (path: string, body?: object) => Promise<any>

/** A side as a program with a `Control`. */
export type Child = {
  readonly url: string
  ask: Asking
  /** Lets generated peers in by their names; where they send. */
  admit(peers: readonly string[], crowd: readonly number[]): Promise<number[]>
  /** By name and crowd's report, how much of each. */
  heardBy(peers: readonly string[], peer: number, report: CrowdReport): Promise<number[]>
  forwarded(): Promise<Forwarded>
  cpu: Side['cpu']
  held: Side['held']
  stop(): Promise<void>
}

export async function child(file: string, env: Record<string, string>, home?: string): Promise<Child> {
  const control = await freePort()
  const url = `http://127.0.0.1:${control}`
  const workerBin = process.env['MEDIA_WORKER_BIN'] ?? ''
  const own = Bun.spawn([process.execPath, new URL(file, import.meta.url).pathname, 'serve'], {
    env: { ...bunEnvironment, PATH: process.env['PATH'] ?? '', MEDIA_WORKER_BIN: workerBin, CONTROL_PORT: String(control), ...env },
    stdin: 'ignore',
    stdout: 'ignore',
    stderr: 'inherit',
  })
  let pids: readonly number[] = []
  const ask: Asking = async (path, body) => {
    const answer = await fetch(url + path, body ? { method: 'POST', body: JSON.stringify(body) } : {})
    if (!answer.ok) throw new Error(`${file} ${path}: ${answer.status} ${await answer.text()}`)
    return answer.json()
  }
  const forwarded = async (): Promise<Forwarded> => {
    const answer: Forwarded = await ask('/forwarded')
    pids = answer.pids
    return answer
  }
  return {
    url,
    ask,
    forwarded,
    async admit(peers, crowd) {
      const ports: number[] = []
      for (const [nth, peer] of peers.entries()) ports.push(await ask('/join', { peer, port: crowd[nth], ssrc: ssrcOf(nth) }))
      await ask('/begin', {})
      return ports
    },
    async heardBy(peers, peer, { received }) {
      const counts = peers.map(() => 0)
      const streams = (await ask('/streams', { peer: peers[peer] })) as Record<string, string>
      for (const [ssrc, count] of Object.entries(received?.[peer] ?? {})) {
        const from = peers.indexOf(streams[ssrc] ?? '')
        if (from < 0) throw new Error(`${file}: a stream of nobody`)
        counts[from] = (counts[from] ?? 0) + count
      }
      return counts
    },
    cpu: () => ({ all: pids.reduce((sum, pid) => sum + cpuOf(pid), 0), program: cpuOf(own.pid) }),
    // twice, because what the first finds dead lets go of more; each time until the allocator has given back what is free
    async held() {
      let found = { heap: 0, free: 0 }
      for (let time = 0; time < 2; time++) {
        found = await ask('/collect')
        await Bun.sleep(1_200)
      }
      const resident = rssOf(own.pid)
      return { resident, used: resident - found.free, heap: found.heap }
    },
    async stop() {
      // its workers end with it
      own.kill('SIGKILL')
      await own.exited
      if (home !== undefined) rmSync(home, { recursive: true, force: true })
    },
  }
}

export async function patiently<T>(what: string, look: () => Promise<T | null>, within = 60_000): Promise<T> {
  const end = performance.now() + within
  for (;;) {
    const found = await look().catch(() => null)
    if (found !== null) return found
    if (performance.now() > end) throw new Error(`in vain: ${what}`)
    await Bun.sleep(50)
  }
}
