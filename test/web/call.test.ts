import { afterAll, beforeAll, expect, setDefaultTimeout, test } from 'bun:test'
import { axeFindings } from '#test/parts/axe'
import { closeBrowser, type Profile } from '#test/parts/browser'
import type { TestServer } from '#test/parts/server'
import { openInGeneral } from '#test/parts/web-callers'
import { enterCall, received, type Received } from '#test/parts/web-media'
import { startWebServer } from '#test/parts/web-server'

setDefaultTimeout(90_000)

let server: TestServer
let profiles: Profile[] = []

beforeAll(async () => {
  server = await startWebServer({ env: { P2P_MAX_PARTICIPANTS: '2', MEDIA_WORKERS: '0' } })
  profiles = await openInGeneral(
    server.url,
    ['Vera', 'Max', 'Ada'].map((name) => ({ name, email: `${name.toLowerCase()}@example.org` })),
  )
})

afterAll(async () => {
  for (const profile of profiles) await profile.close()
  await closeBrowser()
  await server?.stop()
})

const who = (index: number): Profile => {
  const profile = profiles[index]
  if (profile === undefined) throw new Error(`no profile ${index}`)
  return profile
}

async function until(profile: Profile, enough: (got: Received) => boolean): Promise<Received> {
  const deadline = Date.now() + 30_000
  for (;;) {
    const got = await received(profile.page)
    if (enough(got)) return got
    if (Date.now() > deadline) throw new Error(`still only ${JSON.stringify(got)}`)
    await profile.page.waitForTimeout(200)
  }
}

test('two people call, and for ten seconds each receives sound and picture of the other', async () => {
  await enterCall(who(0).page)
  await who(0).page.getByTestId('stage').waitFor()
  await who(1).page.getByRole('button', { name: 'Join the call' }).waitFor()
  await enterCall(who(1).page)
  const starts = await Promise.all([0, 1].map((index) => until(who(index), (got) => got.audioPackets > 0 && got.framesDecoded > 0)))
  await who(0).page.waitForTimeout(10_000)
  for (const [index, start] of starts.entries()) {
    const end = await received(who(index).page)
    // 50 packets and some 20 frames a second are usual; a busy machine draws fewer frames
    expect(end.audioPackets - start.audioPackets).toBeGreaterThan(250)
    expect(end.framesDecoded - start.framesDecoded).toBeGreaterThan(30)
  }
})

test('both are on both stages with their names', async () => {
  for (const index of [0, 1]) {
    const stage = who(index).page.getByTestId('stage')
    await stage.getByRole('listitem', { name: /Vera/ }).waitFor()
    await stage.getByRole('listitem', { name: /Max/ }).waitFor()
  }
})

test('the stage and the dock have no finding of axe, in light and in dark', async () => {
  for (const colorScheme of ['dark', 'light'] as const) {
    await who(0).page.emulateMedia({ colorScheme })
    expect(await axeFindings(who(0).page)).toEqual([])
  }
})

test('one person can be made large, and everybody shown again', async () => {
  const { page } = who(0)
  const widths = () => page.getByTestId('tile').evaluateAll((all) => all.map(({ clientWidth }) => clientWidth))
  const [mine = 0] = await widths()
  await page.getByRole('button', { name: 'Make Max large' }).click()
  await page.waitForFunction((before) => document.querySelector('[data-testid=tile]')?.clientWidth !== before, mine)
  const [large = 0, small = 0] = await widths()
  expect(large).toBeGreaterThan(small * 2)
  await page.getByRole('button', { name: 'Show everybody' }).click()
  await page.waitForFunction((before) => document.querySelector('[data-testid=tile]')?.clientWidth === before, mine)
})

test('with the sound off nobody is heard, and it comes back', async () => {
  const { page } = who(0)
  const heard = () => page.getByTestId('remote-audio').evaluateAll((all) => all.map((one) => !(one as HTMLAudioElement).muted))
  const dock = page.getByTestId('call-dock')
  await dock.getByRole('button', { name: 'Turn the sound off' }).click()
  expect(await heard()).toEqual([false])
  await dock.getByRole('button', { name: 'Turn the sound on' }).click()
  expect(await heard()).toEqual([true])
})

test('muting shows on the other side', async () => {
  const { page } = who(0)
  await page.getByTestId('call-dock').getByRole('button', { name: 'Turn the microphone off' }).click()
  await who(1)
    .page.getByRole('listitem', { name: /Vera.*microphone off/ })
    .first()
    .waitFor()
  // the keys work where one does not write
  await page.getByTestId('history').focus()
  await page.keyboard.press('m')
  await page.getByTestId('call-dock').getByRole('button', { name: 'Turn the microphone off' }).waitFor()
})

test('one too many is told so in words', async () => {
  const { page } = who(2)
  await page.getByRole('button', { name: 'Join the call' }).click()
  await page.getByRole('dialog').waitFor()
  expect(await axeFindings(page)).toEqual([])
  await page.keyboard.press('Escape')
  await enterCall(page)
  await page.getByRole('dialog').getByText('The call is full. Try again when someone leaves.').waitFor()
  await page.keyboard.press('Escape')
})

test('the call stays at hand on another page', async () => {
  const { page } = who(1)
  await page.getByRole('button', { name: /^You: Max/ }).click()
  await page.getByRole('menuitem', { name: 'Settings' }).click()
  await page.getByRole('heading', { name: 'Settings' }).waitFor()
  await page.getByTestId('call-dock').getByRole('button', { name: 'Show the call' }).click()
  await page.getByTestId('stage').waitFor()
})

test('a reload in mid-call comes back into it', async () => {
  const { page } = who(0)
  await page.reload()
  await page.getByTestId('tile').nth(1).waitFor({ timeout: 30_000 })
  for (const index of [0, 1]) {
    const before = await received(who(index).page)
    await until(who(index), (got) => got.audioPackets > before.audioPackets + 50 && got.framesDecoded > before.framesDecoded)
  }
  expect(await page.getByTestId('tile').count()).toBe(2)
})

test('leaving ends it for me and not for the other', async () => {
  await who(0).page.getByTestId('call-dock').getByRole('button', { name: 'Leave the call' }).click()
  await who(0).page.getByTestId('call-dock').waitFor({ state: 'detached' })
  await who(0).page.getByRole('button', { name: 'Join the call' }).waitFor()
  await who(1).page.getByText('Nobody else is here. Others see that the call is on.').waitFor({ timeout: 30_000 })
})

test('a reload after leaving does not call again', async () => {
  const { page } = who(0)
  await page.reload()
  await page.getByRole('button', { name: 'Join the call' }).waitFor()
  expect(await page.getByTestId('call-dock').count()).toBe(0)
})

test('who allows the microphone only then asks for it again, without leaving the window', async () => {
  const { page } = who(0)
  await page.evaluate(() => {
    const { mediaDevices } = navigator
    const given = mediaDevices.getUserMedia.bind(mediaDevices)
    Object.assign(globalThis, { giveDevices: () => (mediaDevices.getUserMedia = given) })
    mediaDevices.getUserMedia = () => Promise.reject(new DOMException('no', 'NotAllowedError'))
  })
  await page.getByRole('button', { name: 'Join the call' }).click()
  const dialog = page.getByRole('dialog')
  await dialog.getByText(/does not let the page use your microphone/).waitFor()
  expect(await axeFindings(page)).toEqual([])
  await page.evaluate(() => (globalThis as unknown as { giveDevices: () => void }).giveDevices())
  await dialog.getByRole('button', { name: 'Try again' }).click()
  await dialog.getByText(/does not let the page use your microphone/).waitFor({ state: 'detached' })
  await page.waitForFunction(() => {
    const bar = document.querySelector('[role=dialog] [data-testid=level] span span')
    return (bar?.getBoundingClientRect().width ?? 0) > 50
  })
  await page.keyboard.press('Escape')
})

test('nobody saw an error on the console', () => {
  expect(profiles.flatMap((profile) => profile.errors)).toEqual([])
})
