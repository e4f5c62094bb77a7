import type { Page } from 'playwright-core'
import { openProfile } from '#test/parts/browser'
import { type Caller, openCaller } from '#test/parts/call-page'
import { askForSfu } from '#test/parts/group-call'
import { until } from '#test/parts/until'
import { startBareCall } from './bare-call'
import { mouth } from './mouth-to-ear'

/** A call with somebody in it, and somebody who joins it by a click and leaves again. */
export type JoinSide = {
  /** Milliseconds from the click to the first decoded picture of the other. */
  join(): Promise<number>
  /** Resolves when the other knows. */
  leave(): Promise<void>
}

/** What both sides send: `stream()` is a microphone and a camera that are open already. */
const page = `
  const devices = navigator.mediaDevices.getUserMedia({ audio: true, video: { width: 320, height: 180, frameRate: 15 } })
  globalThis.stream = async () => (await devices).clone()
  globalThis.firstPicture = async (track) => {
    const reader = new MediaStreamTrackProcessor({ track }).readable.getReader()
    const { value } = await reader.read()
    const at = performance.now()
    value.close()
    await reader.cancel()
    return at
  }
  globalThis.onClick = async (join) => {
    const open = await stream()
    const button = document.createElement('button')
    button.style = 'position: fixed; inset: 0; width: 100vw; height: 100vh; z-index: 1000'
    document.body.append(button)
    globalThis.took = new Promise((resolve, reject) => button.addEventListener('click', (click) => {
      button.remove()
      join(open).then(firstPicture).then((at) => resolve(at - click.timeStamp), reject)
    }))
  }
`

async function clickAndSee(joiner: Page, join: string): Promise<number> {
  await joiner.evaluate(`onClick(${join})`)
  await joiner.mouse.click(20, 20)
  return joiner.evaluate('took')
}

/** The product: a room whose call is on the SFU. */
export async function productSide(
  url: string,
): Promise<JoinSide & { readonly anna: Caller; readonly boris: Caller; close(): Promise<void> }> {
  const [anna, boris] = [await openCaller(url, 'Anna'), await openCaller(url, 'Boris')]
  for (const caller of [anna, boris]) await caller.page.evaluate(page)
  await anna.run(mouth)
  await anna.run(`(async () => {
    const [camera] = (await stream()).getVideoTracks()
    globalThis.call = client.calls.join(roomId, { audio: true, video: true, stream: new MediaStream([mouth, camera]) })
  })()`)
  await until('Anna is in', async () => (await anna.state()).state === 'live')
  await askForSfu(anna)
  await until('over the SFU', async () => (await anna.state()).topology === 'sfu')
  // the stream of a participant is there from the start, tracks come into it
  const join = `(stream) => new Promise((resolve, reject) => {
    const call = globalThis.call = client.calls.join(roomId, { audio: true, video: true, stream })
    const look = setInterval(() => {
      const { participants, topology, error } = call.getSnapshot()
      if (error || topology === 'p2p') reject(new Error(error?.code ?? 'not over the SFU'))
      const track = participants.find(({ self }) => !self)?.stream?.getVideoTracks()[0]
      if (!track) return
      clearInterval(look)
      resolve(track)
    }, 2)
  })`
  return {
    anna,
    boris,
    join: () => clickAndSee(boris.page, join),
    async leave() {
      await boris.run('call.leave()')
      await until('he is gone', async () => (await anna.state()).others.length === 0)
    },
    async close() {
      for (const caller of [anna, boris]) await caller.close()
    },
  }
}

/** The reference: the same people and devices, a page of mediasoup-client, a server that does nothing else. */
export async function bareSide(): Promise<JoinSide & { close(): Promise<void> }> {
  const server = await startBareCall()
  const profiles = [await openProfile(server.url), await openProfile(server.url)] as const
  const [anna, boris] = profiles
  for (const profile of profiles) {
    await profile.page.goto('/')
    await profile.page.evaluate(page)
  }
  await anna.page.evaluate('(async () => { await bare.join(await stream()); await bare.sent() })()')
  return {
    join: () => clickAndSee(boris.page, '(stream) => bare.join(stream)'),
    async leave() {
      await boris.page.evaluate('bare.leave()')
    },
    async close() {
      for (const profile of profiles) await profile.close()
      server.stop()
    },
  }
}
