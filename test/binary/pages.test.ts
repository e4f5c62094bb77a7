import { afterAll, beforeAll, expect, setDefaultTimeout, test } from 'bun:test'
import { closeBrowser, openProfile, type Profile } from '#test/parts/browser'
import { signUp } from '#test/parts/web-people'
import { Alone } from './alone'

setDefaultTimeout(60_000)

let alone: Alone
let vera: Profile
let max: Profile

beforeAll(async () => {
  alone = await Alone.build()
  await alone.start()
  vera = await openProfile(alone.url)
  max = await openProfile(alone.url)
})
afterAll(async () => {
  await Promise.all([vera?.close(), max?.close()])
  await closeBrowser()
  await alone?.remove()
})

const composer = ({ page }: Profile) => page.getByRole('textbox', { name: 'Message to General' })
const message = ({ page }: Profile, text: string) => page.locator('[data-message]', { hasText: text })

test('two browsers sign up, write to each other, and say nothing on the console', async () => {
  await signUp(vera.page, 'Vera', 'vera@example.org')
  await signUp(max.page, 'Max', 'max@example.org')
  for (const profile of [vera, max]) {
    await profile.page.getByRole('link', { name: /General/ }).click()
    await composer(profile).waitFor()
  }
  for (const [from, to, text] of [
    [vera, max, 'first'],
    [max, vera, 'second'],
  ] as const) {
    await composer(from).fill(text)
    await composer(from).press('Enter')
    await message(to, text).waitFor()
  }
  await vera.page.reload()
  await message(vera, 'second').waitFor()
  const texts = await vera.page.locator('[data-message]').allInnerTexts()
  expect(texts.map((text) => /first|second/.exec(text)?.[0])).toEqual(['first', 'second'])
  expect([...vera.errors, ...max.errors]).toEqual([])
})
