import { execFileSync } from 'node:child_process'

/** The media workers of a server, by process id. */
export function mediaWorkersOf(serverPid: number): number[] {
  try {
    const found = execFileSync('pgrep', ['-P', String(serverPid), '-f', 'mediasoup'], { encoding: 'utf8' })
    return found.split('\n').filter(Boolean).map(Number)
  } catch {
    return [] // pgrep ends with 1 where it finds nothing
  }
}
