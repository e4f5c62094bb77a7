import { afterAll, beforeAll, expect, setDefaultTimeout, test } from 'bun:test'
import { axeFindings } from '#test/parts/axe'
import { closeBrowser, openProfile, type Profile } from '#test/parts/browser'
import { OWNER_EMAIL, type TestServer } from '#test/parts/server'
import { makePerson, signIn, type Person } from '#test/parts/web-people'
import { startWebServer } from '#test/parts/web-server'

setDefaultTimeout(60_000)

let server: TestServer
let vera: Profile
let max: Profile
let maxim: Person

beforeAll(async () => {
  server = await startWebServer()
  await makePerson(server.url, 'Vera', OWNER_EMAIL)
  maxim = await makePerson(server.url, 'Max', 'max@example.org')
  await makePerson(server.url, 'Ada', 'ada@example.org')
  ;[vera, max] = [await openProfile(server.url), await openProfile(server.url)]
  await signIn(vera.page, OWNER_EMAIL)
  await signIn(max.page, maxim.email)
})

afterAll(async () => {
  await Promise.all([vera?.close(), max?.close()])
  await closeBrowser()
  await server?.stop()
})

const dialog = ({ page }: Profile) => page.getByRole('dialog')

test('a conversation begins with a name found by search, and is there for the other one at once', async () => {
  await vera.page.getByRole('button', { name: 'New message' }).first().click()
  await dialog(vera).getByRole('textbox', { name: 'Find by name' }).fill('ma')
  await dialog(vera).getByRole('button', { name: 'Max', exact: true }).click()
  expect(await axeFindings(vera.page)).toEqual([])
  await dialog(vera).getByRole('button', { name: 'Open the conversation' }).click()
  await vera.page.getByRole('heading', { name: 'Max', exact: true }).waitFor()
  await max.page.getByRole('link', { name: 'Vera' }).waitFor()
})

test('what is written is unread there until it is opened; nothing asks for a room’s settings or people', async () => {
  await vera.page.getByRole('textbox', { name: 'Message to Max' }).fill('psst')
  await vera.page.keyboard.press('Enter')
  await max.page.getByRole('link', { name: /Vera.*1 unread message/ }).click()
  await max.page.locator('[data-message]', { hasText: 'psst' }).waitFor()
  await max.page.waitForFunction(() => document.title.startsWith('Vera'))
  expect(await max.page.getByRole('button', { name: 'Room settings' }).count()).toBe(0)
  expect(await max.page.getByRole('button', { name: /^People/ }).count()).toBe(0)
  expect(await axeFindings(max.page)).toEqual([])
})

test('from a person of a room', async () => {
  for (const { page } of [vera, max]) {
    await page.goto('/r/general')
    await page.getByRole('textbox', { name: /Message to General/ }).waitFor()
  }
  await vera.page.getByRole('complementary', { name: 'People' }).getByRole('button', { name: 'Actions for Max' }).click()
  await vera.page.getByRole('menuitem', { name: 'Write a message' }).click()
  await vera.page.locator('[data-message]', { hasText: 'psst' }).waitFor()
})

test('notes to oneself have their own name', async () => {
  await vera.page.getByRole('button', { name: 'New message' }).first().click()
  await dialog(vera).getByRole('button', { name: /Vera/ }).click()
  await dialog(vera).getByRole('button', { name: 'Open the conversation' }).click()
  await vera.page.getByRole('heading', { name: 'Notes to yourself' }).waitFor()
  expect(await vera.page.getByRole('button', { name: 'Start a call' }).count()).toBe(0)
})

test('a conversation of three is one of its own, and shows its people', async () => {
  await max.page.getByRole('button', { name: 'New message' }).first().click()
  for (const name of ['Vera', 'Ada']) await dialog(max).getByRole('button', { name, exact: true }).click()
  await dialog(max).getByRole('button', { name: 'Open the conversation' }).click()
  await max.page.getByRole('heading', { name: 'Vera, Ada' }).waitFor()
  await max.page.getByRole('button', { name: /^People/ }).waitFor()
  const people = max.page.getByRole('complementary', { name: 'People' })
  await people.getByText('Ada').waitFor()
  expect(await people.getByText('owner').count()).toBe(0)
  await vera.page.getByRole('link', { name: 'Max, Ada' }).waitFor()
})
