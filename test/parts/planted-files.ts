import { join } from 'node:path'
import { uuid } from '#src/base/ids'
import { openData } from '#src/data/data'
import { openEmbedded } from '#src/data/embedded'
import { openDiskStore } from '#src/files/disk-store'
import { posterName } from '#src/files/store'
import type { TestServer } from './server'

/** Puts files with pictures into a room while the server, which is on the embedded database, rests; sockets of before are gone after it. */
export async function plantFiles(server: TestServer, roomId: string, count: number): Promise<string[]> {
  await server.terminate()
  const data = await openData(await openEmbedded(join(server.dataDir, 'database')))
  const store = await openDiskStore(join(server.dataDir, 'files'))
  const ids = Array.from({ length: count }, () => uuid())
  for (const id of ids) {
    const { bytes } = await store.put(id, new Blob([`bytes of ${id}`]))
    await store.put(posterName(id), new Blob(['picture']))
    const file = { id, kind: 'recording', name: `${id}.mp4`, contentType: 'video/mp4', bytes, poster: true } as const
    const { outcomes } = await data.append.room(roomId, [{ type: 'file.add', file, parts: [] }])
    if (!outcomes[0]?.ok) throw new Error(`not planted: ${JSON.stringify(outcomes)}`)
  }
  await data.close()
  await server.start()
  return ids
}
