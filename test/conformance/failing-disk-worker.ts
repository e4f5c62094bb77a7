/** The embedded database's worker on a disk whose next sync fails when the order to do so lies there. */
import { existsSync, fsyncSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { disk } from '#src/data/embedded/synced-files'
import '#src/data/embedded/worker'

const order = join(tmpdir(), `boltorezka-fail-sync-${process.pid}`)

disk.sync = (file) => {
  if (existsSync(order)) {
    rmSync(order)
    throw new Error('EIO: the disk failed')
  }
  fsyncSync(file)
}
