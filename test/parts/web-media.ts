import type { Page } from 'playwright-core'

export type Received = { audioPackets: number; framesDecoded: number; connections: number }

/** Call before the page loads: keeps every peer connection the page makes, so that `received` can ask them. */
export async function watchMedia(page: Page): Promise<void> {
  await page.addInitScript(() => {
    const kept: RTCPeerConnection[] = []
    Object.assign(globalThis, { keptConnections: kept })
    globalThis.RTCPeerConnection = class extends RTCPeerConnection {
      constructor(configuration?: RTCConfiguration) {
        super(configuration)
        kept.push(this)
      }
    }
  })
}

/** What came in over all live peer connections of the page since it loaded. */
export async function received(page: Page): Promise<Received> {
  return page.evaluate(async () => {
    const kept = (globalThis as unknown as { keptConnections: RTCPeerConnection[] }).keptConnections.filter(
      (one) => one.connectionState !== 'closed',
    )
    const sum = { audioPackets: 0, framesDecoded: 0, connections: kept.length }
    for (const connection of kept) {
      for (const report of (await connection.getStats()).values() as Iterable<Record<string, unknown>>) {
        if (report['type'] !== 'inbound-rtp') continue
        if (report['kind'] === 'audio') sum.audioPackets += Number(report['packetsReceived'] ?? 0)
        if (report['kind'] === 'video') sum.framesDecoded += Number(report['framesDecoded'] ?? 0)
      }
    }
    return sum
  })
}

/** Goes through the pre-join window of the room on screen, with the camera on. */
export async function enterCall(page: Page): Promise<void> {
  await page.getByRole('button', { name: /^(Start a call|Join the call)$/ }).click()
  const dialog = page.getByRole('dialog')
  const camera = dialog.getByRole('button', { name: 'Turn the camera on' })
  if ((await camera.count()) > 0) await camera.click()
  await dialog.locator('video').waitFor()
  await dialog.getByRole('button', { name: /^(Start the call|Join)$/ }).click()
}
