import { afterAll, beforeAll, expect, setDefaultTimeout, test } from 'bun:test'
import type { Page } from 'playwright-core'
import { axeFindings } from '#test/parts/axe'
import { closeBrowser, type Profile } from '#test/parts/browser'
import { OWNER_EMAIL, type TestServer } from '#test/parts/server'
import { openInGeneral } from '#test/parts/web-callers'
import { enterCall, received } from '#test/parts/web-media'
import { startWebServer } from '#test/parts/web-server'

setDefaultTimeout(90_000)

let server: TestServer
let profiles: Profile[] = []

beforeAll(async () => {
  server = await startWebServer({ env: { MEDIA_WORKERS: '0' } })
  profiles = await openInGeneral(
    server.url,
    [
      { name: 'Vera', email: OWNER_EMAIL },
      { name: 'Max', email: 'max@example.org' },
      { name: 'Ada', email: 'ada@example.org' },
    ],
    900,
  )
})

afterAll(async () => {
  for (const profile of profiles) await profile.close()
  await closeBrowser()
  await server?.stop()
})

const pageOf = (name: 'vera' | 'max' | 'ada'): Page => profiles[['vera', 'max', 'ada'].indexOf(name)]?.page as Page
const dock = (page: Page) => page.getByTestId('call-dock')
const hears = (page: Page) => received(page).then(({ audioPackets }) => audioPackets)

async function until(what: string, met: () => Promise<boolean>): Promise<void> {
  const deadline = Date.now() + 30_000
  while (!(await met())) {
    if (Date.now() > deadline) throw new Error(`not in time: ${what}`)
    await pageOf('vera').waitForTimeout(200)
  }
}

test('a voice cleaned of noise by RNNoise is heard, and no error is seen', async () => {
  const page = pageOf('vera')
  await page.getByRole('button', { name: 'Start a call' }).click()
  await page.getByRole('dialog').getByText('Noise and push to talk').click()
  await page.getByRole('dialog').getByText('Strong', { exact: true }).click()
  await page.waitForFunction(() => {
    const bar = document.querySelector('[role=dialog] [data-testid=level] span span')
    return (bar?.getBoundingClientRect().width ?? 0) > 50
  })
  await page.getByRole('button', { name: 'Close' }).click()
  await enterCall(page)
  await enterCall(pageOf('max'))
  await until(
    'Max sees Vera speak',
    async () =>
      (await pageOf('max')
        .getByRole('listitem', { name: /Vera.*speaking/ })
        .count()) > 0,
  )
  // a microphone has the name of its device, what comes out of WebAudio has this one
  const made = await page.evaluate(() =>
    (globalThis as unknown as { keptConnections: RTCPeerConnection[] }).keptConnections.some((one) =>
      one.getSenders().some(({ track }) => track?.label === 'MediaStreamAudioDestinationNode'),
    ),
  )
  expect(made).toBe(true)
})

test('who speaks is large in speaker view, and all are equal again in the grid', async () => {
  const page = pageOf('max')
  await enterCall(pageOf('ada'))
  await page.getByTestId('tile').nth(2).waitFor()
  await page.getByRole('button', { name: 'Large: who speaks' }).click()
  await until('one is large', async () => {
    const widths = await page.getByTestId('tile').evaluateAll((all) => all.map(({ clientWidth }) => clientWidth).toSorted((a, b) => b - a))
    return (widths[0] ?? 0) > 2 * (widths[1] ?? 1)
  })
  expect(await axeFindings(page)).toEqual([])
  await page.getByRole('button', { name: 'Everybody the same size' }).click()
  await until('all are equal', async () => {
    const widths = await page.getByTestId('tile').evaluateAll((all) => all.map(({ clientWidth }) => clientWidth))
    return new Set(widths).size === 1
  })
})

test('a shared screen is large for the others, with its words, and goes away', async () => {
  const page = pageOf('vera')
  await dock(page).getByRole('button', { name: 'Share the screen' }).click()
  const dialog = page.getByRole('dialog')
  expect(await axeFindings(page)).toEqual([])
  await dialog.getByText('Video and games', { exact: true }).click()
  await dialog.getByRole('button', { name: 'Choose what to share' }).click()
  await dialog.waitFor({ state: 'detached' })
  for (const name of ['max', 'ada'] as const) {
    const screen = pageOf(name).getByTestId('screen-tile')
    await screen.waitFor()
    await screen.locator('video').evaluate(
      (video: HTMLVideoElement) =>
        new Promise<void>((resolve) => {
          if (video.videoWidth > 0) resolve()
          else video.addEventListener('resize', () => resolve(), { once: true })
        }),
    )
  }
  expect(await axeFindings(pageOf('max'))).toEqual([])
  await dock(page).getByRole('button', { name: 'Stop sharing' }).click()
  await pageOf('max').getByTestId('screen-tile').waitFor({ state: 'detached' })
})

test('one voice is made louder or silent by itself, by keyboard too', async () => {
  const page = pageOf('max')
  await page.getByRole('button', { name: 'More about Vera' }).click()
  const slider = page.getByRole('slider', { name: 'Volume of Vera' })
  await slider.press('Home')
  const volumes = () => page.getByTestId('remote-audio').evaluateAll((all) => all.map((one) => (one as HTMLAudioElement).volume))
  await until('one is silent', async () => (await volumes()).toSorted().join() === '0,1')
  await slider.press('End')
  await page.getByText('200 %').waitFor()
  const muted = () => page.getByTestId('remote-audio').evaluateAll((all) => all.filter((one) => (one as HTMLAudioElement).muted).length)
  await until('WebAudio plays one', async () => (await muted()) === 1)
  expect(await axeFindings(page)).toEqual([])
  await page.keyboard.press('Escape')
})

test('everybody sees who hears nobody', async () => {
  await dock(pageOf('ada')).getByRole('button', { name: 'Turn the sound off' }).click()
  await pageOf('vera')
    .getByRole('listitem', { name: /Ada.*hears nobody/ })
    .first()
    .waitFor()
  await dock(pageOf('ada')).getByRole('button', { name: 'Turn the sound on' }).click()
})

/** When one is heard, in the window of devices. */
async function choose(page: Page, words: string): Promise<void> {
  await dock(page).getByRole('button', { name: 'Devices' }).click()
  await page.getByRole('dialog').getByText(words, { exact: true }).click()
  await page.keyboard.press('Escape')
  await page.getByRole('dialog').waitFor({ state: 'detached' })
}

async function talk(page: Page): Promise<void> {
  await page.keyboard.down('Space')
  await page.getByText('You are heard').waitFor()
  await page.keyboard.up('Space')
  await page.getByText('Hold to talk').waitFor()
}

test('with push to talk one is heard while the key is held, and not before', async () => {
  const page = pageOf('ada')
  await dock(page).getByRole('button', { name: 'Turn the microphone off' }).waitFor()
  await choose(page, 'Push to talk')
  await dock(page).getByRole('button', { name: 'Turn the microphone on' }).waitFor()
  // the button that opened the window has the focus again, and is not pressed
  await talk(page)
  expect(await page.getByRole('dialog').count()).toBe(0)
})

test('what was clicked is not pressed by the key that talks, what the keyboard came to is', async () => {
  const page = pageOf('ada')
  await page.getByTestId('stage').getByRole('button', { name: 'Large: who speaks' }).click()
  await talk(page)
  await page.getByRole('button', { name: /^You: Ada/ }).click()
  await page.getByRole('menu').waitFor()
  await page.keyboard.press('Escape')
  await page.getByRole('menu').waitFor({ state: 'detached' })
  await talk(page)
  expect(await page.getByRole('menu').count()).toBe(0)
  await page.getByTestId('stage').getByRole('button', { name: 'Everybody the same size' }).focus()
  await page.keyboard.press('Shift+Tab')
  await page.keyboard.press('Tab')
  await page.keyboard.press('Space')
  await page.getByTestId('stage').getByRole('button', { name: 'Large: who speaks' }).waitFor()
  expect(await page.getByText('You are heard').count()).toBe(0)
  await choose(page, 'Always')
  await dock(page).getByRole('button', { name: 'Turn the microphone off' }).waitFor()
})

test('a moderator turns off a microphone for all, and removes somebody after asking', async () => {
  const page = pageOf('vera')
  await page.getByRole('button', { name: 'More about Max' }).click()
  await page.getByRole('button', { name: 'Turn the microphone off for everybody' }).click()
  await pageOf('max').getByText('Vera turned your microphone off').waitFor()
  await dock(pageOf('max')).getByRole('button', { name: 'Turn the microphone on' }).waitFor()
  await page.getByRole('button', { name: 'Remove from the call' }).click()
  await page.getByRole('alertdialog').getByRole('button', { name: 'Remove from the call' }).click()
  await pageOf('max').getByText('Vera removed you from the call').waitFor()
  await dock(pageOf('max')).waitFor({ state: 'detached' })
  expect(await pageOf('max').getByText('You may not do this.').count()).toBe(0)
  const before = await hears(page)
  await until('the others go on', async () => (await hears(page)) > before)
})

test('who was removed sees that the call goes on and who is there, and why they cannot come back yet', async () => {
  const page = pageOf('max')
  await page.getByRole('button', { name: 'Join the call' }).click()
  const dialog = page.getByRole('dialog')
  await dialog.getByText('Vera and Ada are in the call').waitFor()
  await dialog.getByRole('button', { name: 'Join', exact: true }).click()
  await dialog.getByText(/^A moderator removed you from this call/).waitFor()
  await dialog.getByRole('link', { name: 'Check calls from here' }).click()
  await dialog.waitFor({ state: 'detached' })
  await page.getByRole('heading', { name: 'Check calls' }).waitFor()
})

test('who is in the call in another tab reads so before joining once more', async () => {
  const tab = await (profiles[2] as Profile).context.newPage()
  await tab.goto(pageOf('ada').url())
  await tab.getByRole('button', { name: 'Join the call' }).click()
  await tab.getByRole('dialog').getByText('You are in this call on another device').waitFor()
  expect(await axeFindings(tab)).toEqual([])
  await tab.close()
})

test('the check of calls is not hidden by the window that leads to it', async () => {
  const page = pageOf('vera')
  await dock(page).getByRole('button', { name: 'Devices' }).click()
  await page.getByRole('dialog').getByRole('link', { name: 'Check calls from here' }).click()
  await page.getByRole('dialog').waitFor({ state: 'detached' })
  await page.getByRole('heading', { name: 'Check calls' }).waitFor()
})

test('nobody saw an error on the console', () => {
  expect(profiles.flatMap((profile) => profile.errors)).toEqual([])
})
