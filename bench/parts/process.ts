import { dlopen } from 'bun:ffi'
import { readFileSync } from 'node:fs'

/** A server under measurement: a process of its own, so that its CPU time is its alone. */
export type Measured = {
  readonly port: number
  readonly pid: number
  /** CPU seconds since it began, all threads, user and system. */
  cpu(): number
  /** Resident bytes now (proc(5), VmRSS). */
  rss(): number
  stop(): Promise<void>
}

const clocks = dlopen('libc.so.6', { clock_gettime: { args: ['i32', 'ptr'], returns: 'i32' } }).symbols
/** CPUCLOCK_SCHED of the kernel's posix-timers.h: what clock_getcpuclockid(3) makes of a process. */
const SCHEDULED = 2

/** CPU seconds of another process by its own clock, in nanoseconds: what /proc counts comes in hundredths of a second. */
export function cpuOf(pid: number): number {
  const time = new BigInt64Array(2)
  if (clocks.clock_gettime((~pid << 3) | SCHEDULED, time) !== 0) throw new Error(`no clock of process ${pid}`)
  return Number(time[0]) + Number(time[1]) / 1e9
}

export function rssOf(pid: number): number {
  return Number(/VmRSS:\s+(\d+)/.exec(readFileSync(`/proc/${pid}/status`, 'utf8'))?.[1] ?? 0) * 1024
}

/** Seconds the main thread ran, and seconds it was ready and had no core (proc(5), schedstat): what a busy machine adds to every lag. */
export function scheduleOf(pid: number): { readonly ran: number; readonly waited: number } {
  const [ran = 0, waited = 0] = readFileSync(`/proc/${pid}/task/${pid}/schedstat`, 'utf8').split(' ').map(Number)
  return { ran: ran / 1e9, waited: waited / 1e9 }
}

/** Starts one of the reference servers in this folder; it prints its port as its first line. */
export async function startReference(file: string, env: Record<string, string> = {}, bunFlags: readonly string[] = []): Promise<Measured> {
  const child = Bun.spawn([process.execPath, ...bunFlags, new URL(file, import.meta.url).pathname], {
    env: { PATH: process.env['PATH'] ?? '', ...env },
    stdin: 'ignore',
    stdout: 'pipe',
    stderr: 'inherit',
  })
  const reader = child.stdout.getReader()
  const first = new TextDecoder().decode((await reader.read()).value)
  const port = Number(first.trim())
  if (!port) throw new Error(`${file} did not say its port but: ${first}`)
  const stop = async (): Promise<void> => {
    child.kill()
    await child.exited
  }
  return { port, pid: child.pid, cpu: () => cpuOf(child.pid), rss: () => rssOf(child.pid), stop }
}
