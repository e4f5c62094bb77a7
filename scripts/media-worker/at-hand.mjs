import { mkdirSync, renameSync } from 'node:fs'
import { dirname } from 'node:path'
import { say, Stop } from '#scripts/process.mjs'
import { buildWorker } from './build.mjs'
import { download } from './download.mjs'
import { alone } from './lock.mjs'
import { runs, version, workerPlace } from './place.mjs'

/**
 * Answers the path of a mediasoup worker for this machine: the cached one, else one that is downloaded, else one that is built. A Stop
 * says what stands in the way of all three. `gently`: while something else has the machine.
 */
export async function mediaWorker({ gently = false, signal = new AbortController().signal, tell = say } = {}) {
  const place = workerPlace()
  if (await runs(place)) return place
  mkdirSync(dirname(place), { recursive: true })
  const waiting = () => tell('Another process is getting the media worker: waiting for it …')
  return alone(`${place}.lock`, () => get(place, { gently, signal, tell }), { signal, waiting })
}

async function get(place, { gently, signal, tell }) {
  if (await runs(place)) return place
  const fresh = `${place}.new`
  tell(`Getting the media worker (mediasoup ${version}), for group calls …`)
  const problem = await download(fresh, { signal })
  signal.throwIfAborted()
  if (problem) {
    tell(`${problem}. Building it from the package instead: two to four minutes, once …`)
    await buildWorker(fresh, { gently, signal, tell })
  }
  if (!(await runs(fresh))) throw new Stop(`The media worker that was made does not run on this machine: ${fresh}`)
  renameSync(fresh, place)
  tell('The media worker is there: group calls work.')
  return place
}
