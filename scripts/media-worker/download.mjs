import { chmodSync, mkdtempSync, readFileSync, renameSync, rmSync, writeFileSync } from 'node:fs'
import { release } from 'node:os'
import { dirname, join } from 'node:path'
import { run } from '#scripts/process.mjs'
import { runs, sources, version } from './place.mjs'

const answerWithin = 8_000
const allWithin = 120_000

/** Where mediasoup's install script finds the ready-made worker for this machine; MEDIASOUP_WORKER_PREBUILT_DOWNLOAD_BASE_URL is its mirror. */
export function downloadUrl(env = process.env) {
  const { repository } = JSON.parse(readFileSync(join(sources, 'package.json'), 'utf8'))
  const releases = `${repository.url.replace(/^git\+/, '').replace(/\.git$/, '')}/releases/download`
  const kernel = process.platform === 'linux' ? `-kernel${release().split('.')[0]}` : ''
  const file = `mediasoup-worker-${version}-${process.platform}-${process.arch}${kernel}.tgz`
  return `${env.MEDIASOUP_WORKER_PREBUILT_DOWNLOAD_BASE_URL || releases}/${version}/${file}`
}

/** Downloads it to a path; answers null, or in words why there is none. */
export async function download(to, { signal, url = downloadUrl(), patience = answerWithin }) {
  const scratch = mkdtempSync(join(dirname(to), 'download-'))
  try {
    const archive = join(scratch, 'worker.tgz')
    const problem = await fetchTo(archive, url, signal, patience)
    if (problem) return `There is no ready-made media worker from ${new URL(url).host}: ${problem}`
    await run('tar', ['-xzf', archive, '-C', scratch])
    const worker = join(scratch, 'mediasoup-worker')
    chmodSync(worker, 0o755)
    if (!(await runs(worker))) return 'The ready-made media worker does not run on this machine'
    renameSync(worker, to)
    return null
  } catch (error) {
    return `The ready-made media worker cannot be used: ${error.message.split('\n')[0]}`
  } finally {
    rmSync(scratch, { recursive: true, force: true })
  }
}

async function fetchTo(archive, url, signal, patience) {
  const late = new AbortController()
  let timer = setTimeout(() => late.abort(), patience)
  try {
    const answer = await fetch(url, { signal: AbortSignal.any([signal, late.signal]) })
    if (!answer.ok) return answer.status === 404 ? 'none for this kind of machine' : `it answered ${answer.status}`
    clearTimeout(timer)
    timer = setTimeout(() => late.abort(), allWithin)
    writeFileSync(archive, new Uint8Array(await answer.arrayBuffer()))
    return null
  } catch (error) {
    if (late.signal.aborted) return 'it did not answer in time'
    return `it cannot be reached (${error.cause?.code ?? error.code ?? error.message})`
  } finally {
    clearTimeout(timer)
  }
}
