import { afterAll, beforeAll, expect, setDefaultTimeout, test } from 'bun:test'
import type { Locator } from 'playwright-core'
import { closeBrowser, openProfile, type Profile } from '#test/parts/browser'
import type { TestServer } from '#test/parts/server'
import { signUp } from '#test/parts/web-people'
import { startWebServer } from '#test/parts/web-server'

setDefaultTimeout(60_000)

let server: TestServer
let vera: Profile
let max: Profile

beforeAll(async () => {
  server = await startWebServer()
  vera = await openProfile(server.url)
  max = await openProfile(server.url)
})

afterAll(async () => {
  await Promise.all([vera?.close(), max?.close()])
  await closeBrowser()
  await server?.stop()
})

const composer = ({ page }: Profile) => page.getByRole('textbox', { name: 'Message to General' })
const message = ({ page }: Profile, text: string): Locator => page.locator('[data-message]', { hasText: text })

async function write(profile: Profile, text: string): Promise<void> {
  await composer(profile).fill(text)
  await composer(profile).press('Enter')
}

test('two people sign up in two browsers and come into the open room', async () => {
  await signUp(vera.page, 'Vera', 'vera@example.org')
  await signUp(max.page, 'Max', 'max@example.org')
  for (const profile of [vera, max]) {
    await profile.page.getByRole('link', { name: /General/ }).click()
    await composer(profile).waitFor()
  }
})

test('what one writes the other reads, in order and once', async () => {
  await write(vera, 'first')
  await write(vera, 'second')
  await message(max, 'second').waitFor()
  await write(max, 'third')
  await message(vera, 'third').waitFor()
  for (const profile of [vera, max]) {
    const texts = await profile.page.locator('[data-message]').allInnerTexts()
    expect(texts.map((text) => /first|second|third/.exec(text)?.[0])).toEqual(['first', 'second', 'third'])
  }
  expect(await message(vera, 'second').getByRole('img', { name: 'Sending' }).count()).toBe(0)
})

test('both see that both are here', async () => {
  for (const profile of [vera, max]) {
    await profile.page.getByRole('button', { name: 'People, 2 online' }).waitFor()
    await profile.page.getByRole('complementary', { name: 'People' }).locator('li[data-state=online]').nth(1).waitFor()
  }
})

test('one sees the other type, and stop', async () => {
  await composer(vera).pressSequentially('hm')
  await max.page.getByTestId('typing').getByText('Vera is typing…').waitFor()
  await composer(vera).fill('')
  await expectEmpty(max.page.getByTestId('typing'))
})

test('a draft is still there after another room and a reload', async () => {
  await composer(vera).fill('not yet sent')
  await vera.page.reload()
  await composer(vera).waitFor()
  expect(await composer(vera).inputValue()).toBe('not yet sent')
  await composer(vera).fill('')
})

test('Shift+Enter makes a line, Enter sends both', async () => {
  await composer(vera).pressSequentially('one line')
  await composer(vera).press('Shift+Enter')
  await composer(vera).pressSequentially('two lines')
  await composer(vera).press('Enter')
  await message(max, 'two lines').waitFor()
  expect(await message(max, 'one line').innerText()).toContain('one line\ntwo lines')
})

test('somebody who leaves the page is not here any more', async () => {
  await max.page.goto('about:blank')
  await vera.page.locator('aside li[data-state=offline]', { hasText: 'Max' }).waitFor({ timeout: 90_000 })
}, 100_000)

test('nobody saw an error on the console', () => {
  expect([...vera.errors, ...max.errors]).toEqual([])
})

async function expectEmpty(place: Locator): Promise<void> {
  await place.page().waitForFunction((element) => element?.textContent === '', await place.elementHandle())
}
