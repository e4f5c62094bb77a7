import { afterAll, beforeAll, expect, setDefaultTimeout, test } from 'bun:test'
import type { Page } from 'playwright-core'
import { closeBrowser, type Profile } from '#test/parts/browser'
import { OWNER_EMAIL, type TestServer } from '#test/parts/server'
import { openInGeneral } from '#test/parts/web-callers'
import { enterCall } from '#test/parts/web-media'
import { startWebServer } from '#test/parts/web-server'

setDefaultTimeout(60_000)

let server: TestServer
let vera: Profile
let max: Profile

beforeAll(async () => {
  server = await startWebServer()
  ;[vera, max] = (await openInGeneral(server.url, [
    { name: 'Vera', email: OWNER_EMAIL },
    { name: 'Max', email: 'max@example.org' },
  ])) as [Profile, Profile]
})

afterAll(async () => {
  for (const profile of [vera, max]) await profile?.close()
  await closeBrowser()
  await server?.stop()
})

/** What has the focus, as a screen reader calls it. */
const focused = (page: Page) =>
  page.evaluate(() => {
    const { activeElement: one } = document
    return one?.getAttribute('aria-label') ?? one?.textContent ?? ''
  })

async function focusOn(page: Page, name: string): Promise<void> {
  const there = page.waitForFunction((label) => document.activeElement?.getAttribute('aria-label') === label, name)
  await there.catch(async () => {
    throw new Error(`the focus is not on "${name}", but on "${await focused(page)}"`)
  })
}

/** Presses Tab until something of this name has the focus, and requires that the focus can be seen there. */
async function tabTo(page: Page, name: string | RegExp): Promise<void> {
  const been: string[] = []
  for (let pressed = 0; pressed < 80; pressed += 1) {
    await page.keyboard.press('Tab')
    const at = await focused(page)
    been.push(at)
    if (typeof name === 'string' ? at !== name : !name.test(at)) continue
    const outline = await page.evaluate(() => {
      const { outlineStyle, outlineWidth } = getComputedStyle(document.activeElement as Element)
      return outlineStyle === 'none' ? '0px' : outlineWidth
    })
    expect(`${at}: ${outline}`).toBe(`${at}: 2px`)
    return
  }
  throw new Error(`Tab never came to ${name}, but to: ${been.join(' | ')}`)
}

const press = ({ page }: Profile, key: string) => page.keyboard.press(key)
const stage = ({ page }: Profile) => page.getByTestId('stage')

test('a call is begun, and the focus is on its stage', async () => {
  await tabTo(vera.page, 'Start a call')
  await press(vera, 'Enter')
  await vera.page.getByRole('dialog').waitFor()
  expect(await focused(vera.page)).toBe('Start the call')
  await press(vera, 'Enter')
  await stage(vera).waitFor()
  await vera.page.waitForFunction(() => document.activeElement?.closest('[data-testid=stage]') !== null)
  await enterCall(max.page)
  await vera.page.getByTestId('tile').nth(1).waitFor()
})

test('every window of the call opens, and gives the focus back', async () => {
  const { page } = vera
  for (const [button, window] of [
    ['More about Max', 'dialog'],
    ['Share the screen', 'dialog'],
    ['Devices', 'dialog'],
    ['Call people in', 'dialog'],
  ] as const) {
    await tabTo(page, button)
    await press(vera, 'Enter')
    const opened = page.getByRole(window)
    await opened.waitFor()
    expect(await opened.evaluate((element) => element.contains(document.activeElement))).toBe(true)
    await press(vera, 'Escape')
    await opened.waitFor({ state: 'detached' })
    await focusOn(page, button)
  }
})

test('switches keep the focus, whatever they are called afterwards', async () => {
  const { page } = vera
  for (const [before, after] of [
    ['Make Max large', 'Show everybody'],
    ['Turn the microphone off', 'Turn the microphone on'],
    ['Turn the camera on', 'Turn the camera off'],
    ['Turn the sound off', 'Turn the sound on'],
    ['Large: who speaks', 'Everybody the same size'],
  ] as const) {
    for (const [name, then] of [
      [before, after],
      [after, before],
    ] as const) {
      if ((await focused(page)) !== name) await tabTo(page, name)
      await press(vera, 'Enter')
      await focusOn(page, then)
    }
  }
})

test('one key each for microphone, camera and sound, and they are told', async () => {
  const { page } = vera
  await stage(vera).focus()
  for (const [key, before, after] of [
    ['m', 'Turn the microphone off', 'Turn the microphone on'],
    ['v', 'Turn the camera on', 'Turn the camera off'],
    ['d', 'Turn the sound off', 'Turn the sound on'],
  ] as const) {
    for (const [name, then] of [
      [before, after],
      [after, before],
    ] as const) {
      const button = stage(vera).getByRole('button', { name, exact: true })
      expect(await button.getAttribute('aria-keyshortcuts')).toBe(key.toUpperCase())
      await press(vera, key)
      await stage(vera).getByRole('button', { name: then, exact: true }).waitFor()
    }
  }
  await page.getByRole('textbox', { name: 'Message to General' }).fill('')
  await page.getByRole('textbox', { name: 'Message to General' }).pressSequentially('mvd')
  await stage(vera).getByRole('button', { name: 'Turn the microphone off', exact: true }).waitFor()
})

test('the whole screen shows windows too, and Escape or the same button ends it', async () => {
  const { page } = vera
  await stage(vera).focus()
  await tabTo(page, 'Full screen')
  await press(vera, 'Enter')
  await page.waitForFunction(() => document.querySelector('[data-testid=stage]')?.clientHeight === innerHeight)
  await page.getByTestId('stage').getByRole('button', { name: 'Devices' }).click()
  const dialog = page.getByRole('dialog')
  await dialog.waitFor()
  const seen = await dialog.evaluate((element) => {
    const { left, top, width, height } = element.getBoundingClientRect()
    return element.contains(document.elementFromPoint(left + width / 2, top + height / 2))
  })
  expect(seen).toBe(true)
  await dialog.getByRole('button', { name: 'Close' }).click()
  await page.getByRole('button', { name: 'Leave full screen' }).click()
  await page.waitForFunction(() => document.fullscreenElement === null)
})

test('a phone has the rest in a menu, which the keyboard opens too', async () => {
  const { page } = vera
  await page.setViewportSize({ width: 390, height: 844 })
  await stage(vera).focus()
  await tabTo(page, 'More')
  await press(vera, 'Enter')
  await page.getByRole('menuitem', { name: 'Call people in' }).waitFor()
  expect(await page.getByRole('menuitem').allTextContents()).toContain('Devices')
  await page.waitForFunction(() => document.activeElement?.getAttribute('role') === 'menuitem')
  await press(vera, 'End')
  await page.waitForFunction(() => document.activeElement?.textContent === 'Devices')
  await press(vera, 'Enter')
  await page.getByRole('dialog', { name: 'Camera and sound' }).waitFor()
  await press(vera, 'Escape')
  await page.getByRole('dialog').waitFor({ state: 'detached' })
  await focusOn(page, 'More')
  await page.setViewportSize({ width: 1_280, height: 800 })
})

test('after leaving the focus is where a call is begun', async () => {
  await stage(vera).focus()
  await tabTo(vera.page, 'Leave the call')
  await press(vera, 'Enter')
  await stage(vera).waitFor({ state: 'detached' })
  await focusOn(vera.page, 'Join the call')
  expect([...vera.errors, ...max.errors]).toEqual([])
})
