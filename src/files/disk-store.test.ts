import { afterEach, beforeEach, expect, test } from 'bun:test'
import { mkdtempSync, readdirSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { openDiskStore } from './disk-store'
import type { FileStore } from './store'
import { sweepFiles } from './sweep'

let root: string
let store: FileStore
const id = (n: number): string => `0198f0aa-0000-7000-8000-00000000000${n}`

beforeEach(async () => {
  root = mkdtempSync(join(tmpdir(), 'files-'))
  store = await openDiskStore(root)
})
afterEach(() => rmSync(root, { recursive: true, force: true }))

const text = async (name: string, range?: { start: number; end: number }): Promise<string | null> =>
  (await (await store.open(name, range))?.text()) ?? null

test('what was put is there, whole and in pieces, also for the next process', async () => {
  expect(await store.put(id(1), new Blob(['0123456789']))).toEqual({ bytes: 10 })
  expect(await text(id(1))).toBe('0123456789')
  expect(await text(id(1), { start: 2, end: 5 })).toBe('234')
  expect(await text(id(1), { start: 9, end: 10 })).toBe('9')
  store = await openDiskStore(root)
  expect(await text(id(1))).toBe('0123456789')
  expect(await store.names()).toEqual([id(1)])
})

test('a second put replaces; removing is harmless to repeat', async () => {
  await store.put(id(1), new Blob(['a']))
  await store.put(id(1), new Blob(['bc']))
  expect(await text(id(1))).toBe('bc')
  await store.remove(id(1))
  await store.remove(id(1))
  expect(await text(id(1))).toBeNull()
})

test('one that fails half way leaves nothing, and what was there before', async () => {
  await store.put(id(1), new Blob(['before']))
  const broken = {
    stream: () =>
      new ReadableStream({
        pull(pieces) {
          pieces.enqueue(new Uint8Array(4))
          pieces.error(new Error('the source broke'))
        },
      }),
  } as unknown as Blob
  let said = ''
  try {
    await store.put(id(1), broken)
  } catch (error) {
    said = (error as Error).message
  }
  expect(said).toBe('the source broke')
  expect(await text(id(1))).toBe('before')
  expect(readdirSync(root, { recursive: true })).toHaveLength(2)
})

test('halves a crash left are forgotten at the start', async () => {
  await store.put(id(1), new Blob(['a']))
  writeFileSync(join(root, '01', `${id(1)}.x.part`), 'half')
  store = await openDiskStore(root)
  expect(readdirSync(join(root, '01'))).toEqual([id(1)])
})

test('no name leads out of the folder', async () => {
  for (const name of ['../../etc/passwd', '..', 'a/b', '', '/etc/passwd', 'x.part', 'A'.repeat(200)]) {
    let refused = false
    try {
      await store.open(name)
    } catch {
      refused = true
    }
    expect([name, refused]).toEqual([name, true])
  }
})

test('bytes whose file is gone are swept, posters with them', async () => {
  for (const name of [id(1), `${id(1)}.poster`, id(2), `${id(2)}.poster`]) await store.put(name, new Blob([name]))
  expect(await sweepFiles(store, { known: async (ids) => new Set(ids.filter((one) => one === id(2))) })).toBe(2)
  expect((await store.names()).toSorted()).toEqual([id(2), `${id(2)}.poster`])
})
