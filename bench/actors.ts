import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { type Bar, atLeast, medians, report } from './parts/report'

/**
 * The actor runtime beside Erlang/OTP, each pinned to one core: messages, questions and actors per second of CPU, with mailboxes of 1,024
 * and 64 bytes in every message. The runs take turns. Erlang has no bounded mailbox: its figures with a counted bound are the reference,
 * those without are told as well.
 */
const RUNS = Math.max(3, Number(process.env['RUNS'] ?? 3))
const counts = { 'ping-pong': 2_000_000, 'fan-in': 4_000_000, ask: 500_000, spawn: 100_000 } as const
const CORE = process.env['CORE'] ?? '1'

const erl = process.env['ERL'] || Bun.which('erl')
const taskset = Bun.which('taskset')
if (!erl || !taskset) {
  const missing = [
    ...(erl ? [] : ['Erlang/OTP (apt-get install erlang-base)']),
    ...(taskset ? [] : ['taskset (apt-get install util-linux)']),
  ]
  console.error(`This bench measures beside Erlang/OTP, both on one core. Missing here: ${missing.join(' and ')}.`)
  process.exit(1)
}

type Done = { readonly done: number; readonly wallMs: number; readonly cpuMs: number }

function pinned(command: readonly string[]): Done {
  const { success, stdout, stderr } = Bun.spawnSync([taskset as string, '-c', CORE, ...command], { stdout: 'pipe', stderr: 'pipe' })
  if (!success) throw new Error(`${command.join(' ')}: ${stderr.toString()}${stdout.toString()}`)
  return JSON.parse(stdout.toString().trim().split('\n').at(-1) ?? '') as Done
}

const parts = join(import.meta.dir, 'parts')
const beams = mkdtempSync(join(tmpdir(), 'boltorezka-otp-'))
const perSecond = ({ done, cpuMs }: Done): number => done / (cpuMs / 1_000)

try {
  // erl compiles: erlc is not on every path that erl is on
  const source = `compile:file("${join(parts, 'otp_load.erl')}",[{outdir,"${beams}"}]),halt(0).`
  Bun.spawnSync([erl, '-noshell', '-eval', source], { stdout: 'inherit', stderr: 'inherit' })
  // one scheduler, no busy waiting, room for 100,000 processes and more
  const otp = (name: string, bound: 'bounded' | 'unbounded'): Done => {
    const call = `otp_load:main(["${name}","${counts[name as keyof typeof counts]}","${bound}"]).`
    return pinned([erl, '+S', '1:1', '+sbwt', 'none', '+P', '1000000', '-noshell', '-pa', beams, '-eval', call])
  }
  const figures: Record<string, Record<string, number>> = {}
  const bars: Bar[] = []
  for (const [name, count] of Object.entries(counts)) {
    console.log(`${name}, ${count.toLocaleString('en')}`)
    const perCpuSecond = await medians(RUNS, async () => ({
      ours: perSecond(pinned([process.execPath, join(parts, 'actor-load.ts'), name, String(count)])),
      otp: perSecond(otp(name, 'bounded')),
      otpWithoutBound: perSecond(otp(name, 'unbounded')),
    }))
    figures[name] = { ...perCpuSecond, nsOurs: 1e9 / perCpuSecond.ours, nsOtp: 1e9 / perCpuSecond.otp }
    bars.push(atLeast(`${name} per second of CPU, against OTP`, perCpuSecond.ours / perCpuSecond.otp, 1))
  }
  report('actors', figures, bars)
} finally {
  rmSync(beams, { recursive: true, force: true })
}
process.exit(0)
