import { randomUUID } from 'node:crypto'
import { linkSync, readFileSync, renameSync, rmSync, statSync, utimesSync, writeFileSync } from 'node:fs'
import { setTimeout as sleep } from 'node:timers/promises'

const beat = 5_000
/** Nobody lives who has not touched the lock for so long, whatever process has that number now. */
const silent = 60_000

/**
 * Does the work while nobody else does it, on this machine and for this path: the lock is a file with the holder's process id. Who comes
 * second waits; the lock of a holder that died is taken over.
 */
export async function alone(path, work, { signal, waiting = () => {} } = {}) {
  const own = `${path}.${process.pid}.${randomUUID()}`
  writeFileSync(own, String(process.pid))
  try {
    for (let told = false; !take(own, path); told = true) {
      if (!told) waiting()
      await sleep(500, undefined, { signal })
    }
  } finally {
    rmSync(own, { force: true })
  }
  const timer = setInterval(() => touch(path), beat)
  try {
    return await work()
  } finally {
    clearInterval(timer)
    rmSync(path, { force: true })
  }
}

function take(own, path) {
  try {
    // a link appears with its contents: nobody reads an empty lock
    linkSync(own, path)
    return true
  } catch (error) {
    if (error.code !== 'EEXIST') throw error
  }
  if (holds(path)) return false
  const taken = `${own}.stale`
  try {
    renameSync(path, taken)
    // somebody else was faster and the lock is new: give it back
    if (holds(taken)) linkSync(taken, path)
  } catch (error) {
    if (error.code !== 'ENOENT' && error.code !== 'EEXIST') throw error
  } finally {
    rmSync(taken, { force: true })
  }
  return false
}

function holds(path) {
  try {
    const pid = Number(readFileSync(path, 'utf8'))
    if (Date.now() - statSync(path).mtimeMs > silent) return false
    return pid > 0 && process.kill(pid, 0)
  } catch (error) {
    return error.code === 'EPERM'
  }
}

function touch(path) {
  const now = new Date()
  try {
    utimesSync(path, now, now)
  } catch {
    // taken away: the work ends as it would, and renames a whole file into place
  }
}
