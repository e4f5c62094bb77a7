import { spawn, spawnSync } from 'node:child_process'
import { fileURLToPath } from 'node:url'

/** The root of the repository, without a slash at the end. */
export const root = fileURLToPath(new URL('..', import.meta.url)).replace(/[\\/]$/, '')

/** A sentence for the person at the terminal; ends the command without a stack. */
export class Stop extends Error {}

/** Says what goes on, on stderr: stdout belongs to the program itself. */
export function say(text) {
  process.stderr.write(`${text}\n`)
}

/** Runs a program to its end; where it fails, throws a Stop with all that it printed. */
export function run(command, args, { quiet = true, env = process.env, cwd = root, signal } = {}) {
  return new Promise((resolve, reject) => {
    const child = spawn(command, args, { cwd, env, signal, stdio: quiet ? ['ignore', 'pipe', 'pipe'] : ['ignore', 'inherit', 'inherit'] })
    let output = ''
    child.stdout?.on('data', (chunk) => (output += chunk))
    child.stderr?.on('data', (chunk) => (output += chunk))
    child.on('error', (error) => reject(new Stop(`${command}: ${error.message}`)))
    child.on('close', (code, signal) => {
      if (code === 0) resolve(output)
      else reject(new Stop(`${command} ${args.join(' ')} ended with ${signal ?? code}\n${output}`.trimEnd()))
    })
  })
}

/** Hands the terminal to a program: its output, its signals, its exit code. */
export async function become(command, args, env = process.env) {
  const child = spawn(command, args, { cwd: root, env, stdio: 'inherit' })
  for (const signal of ['SIGTERM', 'SIGHUP', 'SIGINT'])
    process.on(signal, () => {
      // a terminal sends Ctrl-C to the whole group: the child has had it already
      if (signal !== 'SIGINT' || !process.stdin.isTTY) child.kill(signal)
    })
  const [code, signal] = await new Promise((resolve, reject) => {
    child.on('error', (error) => reject(new Stop(`${command}: ${error.message}`)))
    child.on('exit', (...how) => resolve(how))
  })
  process.exitCode = code ?? (signal === 'SIGINT' ? 130 : 143)
}

/** What a program prints, or null where it cannot be run. */
export function ask(command, args) {
  const answer = spawnSync(command, args, { cwd: root, encoding: 'utf8', timeout: 60_000 })
  return answer.status === 0 ? answer.stdout.trim() : null
}

/** Runs the command's work; a Stop is told as a sentence, anything else with its stack. */
export async function main(work) {
  try {
    await work()
  } catch (error) {
    say(error instanceof Stop ? error.message : (error?.stack ?? String(error)))
    process.exitCode = 1
  }
}
