import { mkdir, open, readdir, rename, rm } from 'node:fs/promises'
import { dirname, join } from 'node:path'
import type { FileStore } from './store'

const temporary = '.part'
const wellNamed = /^[a-z0-9][a-z0-9.-]{3,127}$/

/**
 * Files in a folder, spread over sub-folders by the end of their name's first word: ids made in one hour begin alike. A file is written under another name,
 * synced, then renamed, so a crash leaves it whole or not at all.
 */
export async function openDiskStore(root: string): Promise<FileStore> {
  await mkdir(root, { recursive: true })
  await forgetHalves(root)

  function placeOf(name: string): string {
    if (!wellNamed.test(name) || name.endsWith(temporary)) throw new Error(`Not a name for a file: ${name}`)
    return join(root, (name.split('.', 1)[0] ?? '').slice(-2), name)
  }

  return {
    async put(name, content) {
      const place = placeOf(name)
      const folder = dirname(place)
      const half = `${place}.${crypto.randomUUID()}${temporary}`
      await mkdir(folder, { recursive: true })
      try {
        const bytes = await write(half, content)
        await rename(half, place)
        await syncFolder(folder)
        await syncFolder(root)
        return { bytes }
      } catch (error) {
        await rm(half, { force: true })
        throw error
      }
    },
    async open(name, range) {
      const file = Bun.file(placeOf(name))
      if (!(await file.exists())) return null
      return range ? file.slice(range.start, range.end) : file
    },
    remove: (name) => rm(placeOf(name), { force: true }),
    async names() {
      const entries = await readdir(root, { recursive: true, withFileTypes: true })
      return entries.filter((entry) => entry.isFile() && !entry.name.endsWith(temporary)).map(({ name }) => name)
    },
  }
}

async function write(path: string, content: Blob): Promise<number> {
  const file = await open(path, 'wx')
  let bytes = 0
  try {
    for await (const piece of content.stream()) {
      await file.writeFile(piece)
      bytes += piece.byteLength
    }
    await file.sync()
  } finally {
    await file.close()
  }
  return bytes
}

async function syncFolder(path: string): Promise<void> {
  const folder = await open(path, 'r')
  try {
    await folder.sync()
  } finally {
    await folder.close()
  }
}

/** What a crash left half written. */
async function forgetHalves(root: string): Promise<void> {
  for (const { name, parentPath } of await readdir(root, { recursive: true, withFileTypes: true }))
    if (name.endsWith(temporary)) await rm(join(parentPath, name), { force: true })
}
