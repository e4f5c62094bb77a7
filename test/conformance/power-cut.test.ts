/**
 * A file system that stops in the middle of writing and forgets what was not synced, under the embedded database. It takes root and loop
 * devices; where they are not to be had there is no such test. More rounds: POWER_CUT=25 bun test test/conformance/power-cut.test.ts
 */
import { dlopen, FFIType, ptr } from 'bun:ffi'
import { test } from 'bun:test'
import { closeSync, mkdirSync, mkdtempSync, openSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { buildSeed } from '#scripts/seed'
import { openData } from '#src/data/data'
import { openEmbedded } from '#src/data/embedded'
import { expectWhole, type Line, prepare, writeAndKill } from './dying-writer'
import { chance } from './scene'

const rounds = Number(Bun.env['POWER_CUT'] ?? 3)
const longestMs = 1_500
const seed = Number(Bun.env['SEED'] ?? Math.floor(Math.random() * 1e9))

/** The ioctl with which ext4 and XFS go down, and the way that flushes not even their journal. */
const goingDown = 0x8004587d
const withoutFlush = new Uint32Array([2])

async function sh(command: string): Promise<void> {
  const child = Bun.spawn(['sh', '-c', command], { stdout: 'ignore', stderr: 'pipe' })
  const said = await new Response(child.stderr).text()
  if ((await child.exited) !== 0) throw new Error(`${command}: ${said}`)
}

function cutPower(mount: string): void {
  const { symbols, close } = dlopen('libc.so.6', { ioctl: { args: [FFIType.i32, FFIType.u64, FFIType.ptr], returns: FFIType.i32 } })
  const root = openSync(mount, 'r')
  const failed = symbols.ioctl(root, goingDown, ptr(withoutFlush))
  closeSync(root)
  close()
  if (failed !== 0) throw new Error('the file system did not go down')
}

/** The kinds of file system that can be made and mounted here. */
function mountable(): string[] {
  if (process.getuid?.() !== 0 || Bun.which('losetup') === null) return []
  if (Bun.spawnSync(['losetup', '--find'], { stdout: 'ignore', stderr: 'ignore' }).exitCode !== 0) return []
  return ['ext4', 'xfs'].filter((kind) => Bun.which(`mkfs.${kind}`) !== null)
}

const kinds = mountable()
if (kinds.length === 0) console.log('no power cuts: they take root and a loop device')

for (const kind of kinds) {
  test(`a power cut on ${kind} takes nothing that was acknowledged`, async () => {
    console.log(`power cut on ${kind}: ${rounds} rounds, seed ${seed}`)
    const random = chance(seed)
    const scratch = mkdtempSync(join(tmpdir(), 'boltorezka-power-'))
    const [image, mount] = [join(scratch, 'image'), join(scratch, 'mount')]
    mkdirSync(mount)
    await sh(`truncate -s 1500M ${image} && mkfs.${kind} -q ${image} && mount -o loop ${image} ${mount}`)
    try {
      const directory = join(mount, 'database')
      const first = await openEmbedded(directory, { seed: await buildSeed() })
      const { roomId, by } = await prepare(first)
      await first.close()
      const all: Line[] = []
      for (let round = 0; round < rounds; round += 1) {
        const acked = await writeAndKill(['pglite', directory, roomId, by], 50 + random() * longestMs, async (writer) => {
          cutPower(mount)
          await Bun.sleep(200)
          writer.kill('SIGKILL')
        })
        all.push(...acked)
        await sh(`umount ${mount} && mount -o loop ${image} ${mount}`)
        const database = await openEmbedded(directory)
        await expectWhole(await openData(database), roomId, by, all)
        await database.close()
        console.log(`round ${round}: ${acked.length} acknowledged, all there`)
      }
    } finally {
      await sh(`umount ${mount}`)
      rmSync(scratch, { recursive: true, force: true })
    }
  }, 600_000)
}
