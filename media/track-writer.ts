import { createSocket } from 'node:dgram'
import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import { copyArguments } from './tracks'

/**
 * ffmpeg ends when its standard input does: also when this process is killed. The shell becomes ffmpeg; what waits for the end of the input is
 * its child. SIGINT counts with the next packet, and there may be none.
 */
const untilInputEnds =
  'exec 3<&0; pid=$$; (while read -r _ <&3; do :; done; kill -INT $pid; sleep 1; kill -KILL $pid) 2>/dev/null & exec "$@" 3<&- </dev/null'

/** One ffmpeg that writes one track. */
export type TrackWriter = {
  readonly pid: number
  /** Its socket is open: what is sent arrives. False when it ended before. */
  listening(): Promise<boolean>
  /** What it said last, for the log. */
  complaint(): string
  readonly exited: Promise<number>
  /** Closes the file; resolves when it is closed. */
  stop(): Promise<void>
}

/** ffmpeg ends when nothing comes for ten seconds, as from a microphone that is off: an empty receiver report now and then is something. */
const ALIVE_MS = 4_000
const receiverReport = Buffer.from([0x80, 201, 0, 1, 0, 0, 0, 0])
/** What ends it at once and well. */
const goodbye = Buffer.from([...receiverReport, 0x81, 203, 0, 1, 0, 0, 0, 0])

const LISTEN_MS = 5_000
const STOP_MS = 3_000

export async function writeTrack(ffmpeg: string, folder: string, name: string, sdp: string, port: number): Promise<TrackWriter> {
  const sdpPath = join(folder, `${name}.sdp`)
  await Bun.write(sdpPath, sdp)
  const child = Bun.spawn(['sh', '-c', untilInputEnds, 'sh', ffmpeg, ...copyArguments(sdpPath, join(folder, name))], {
    stdin: 'pipe',
    stdout: 'ignore',
    stderr: 'pipe',
  })
  let said = ''
  void (async () => {
    const decoder = new TextDecoder()
    for await (const chunk of child.stderr) said = (said + decoder.decode(chunk, { stream: true })).slice(-2_000)
  })().catch(() => {})

  const alive = createSocket('udp4')
  // a writer that has just died refuses the report: its exit is what counts
  alive.on('error', () => {})
  let over = false
  const send = (packet: Buffer): void => {
    if (!over) alive.send(packet, port + 1, '127.0.0.1')
  }
  const timer = setInterval(() => send(receiverReport), ALIVE_MS)
  void child.exited.then(() => {
    over = true
    clearInterval(timer)
    alive.close()
  })

  let stopping: Promise<void> | undefined
  const stop = async (): Promise<void> => {
    send(goodbye)
    child.kill('SIGINT')
    const late = setTimeout(() => child.kill('SIGKILL'), STOP_MS)
    await child.exited
    clearTimeout(late)
    await child.stdin.end()
  }
  return {
    pid: child.pid,
    exited: child.exited,
    complaint: () => said.trim(),
    async listening() {
      const until = performance.now() + LISTEN_MS
      while (performance.now() < until && child.exitCode === null) {
        const open = isListening(port)
        // where it cannot be seen, long enough
        if (open === null) await Bun.sleep(800)
        if (open !== false) return child.exitCode === null
        await Bun.sleep(10)
      }
      return false
    },
    stop: () => (stopping ??= stop()),
  }
}

/** Whether somebody has this UDP port; null where the system does not say. */
function isListening(port: number): boolean | null {
  const hex = `:${port.toString(16).toUpperCase().padStart(4, '0')} `
  try {
    return ['/proc/net/udp', '/proc/net/udp6'].some((table) => readFileSync(table, 'latin1').includes(hex))
  } catch {
    return null
  }
}
