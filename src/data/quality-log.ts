import type { Log } from '#src/base/log'
import { second } from '#src/base/durations'
import type { Quality, QualityRow } from './quality'

/** Where calls write how they go, without waiting for it. */
export type QualityLog = {
  add(row: QualityRow): void
  /** Writes what is there. */
  flush(): Promise<void>
  close(): Promise<void>
}

const every = 2 * second
const most = 5_000

/** Gathers lines and writes them together every two seconds. They are worth less than the calls: when the database is slow some are dropped. */
export function openQualityLog(quality: Pick<Quality, 'add'>, log: Log): QualityLog {
  let waiting: QualityRow[] = []
  let writing: Promise<void> = Promise.resolve()
  let timer: ReturnType<typeof setTimeout> | undefined

  const write = async (): Promise<void> => {
    const rows = waiting
    waiting = []
    if (rows.length === 0) return
    try {
      await quality.add(rows)
    } catch (error) {
      log.warn({ err: error, rows: rows.length }, 'how calls went was not written')
    }
  }
  const flush = (): Promise<void> => {
    clearTimeout(timer)
    timer = undefined
    return (writing = writing.then(write))
  }
  return {
    add(row) {
      if (waiting.length >= most) return
      waiting.push(row)
      timer ??= setTimeout(() => void flush(), every)
    },
    flush,
    close: flush,
  }
}
