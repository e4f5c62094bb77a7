import type { Files } from '#src/data/files'
import { fileOfName, type FileStore } from './store'

/** Forgets bytes whose file is gone, as a crash between the row and the bytes leaves them. Run before anything is added. */
export async function sweepFiles(store: FileStore, files: Pick<Files, 'known'>): Promise<number> {
  const names = await store.names()
  let gone = 0
  for (let from = 0; from < names.length; from += 500) {
    const page = names.slice(from, from + 500)
    const known = await files.known([...new Set(page.map(fileOfName))])
    for (const name of page) {
      if (known.has(fileOfName(name))) continue
      await store.remove(name)
      gone += 1
    }
  }
  return gone
}
