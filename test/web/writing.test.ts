import { afterAll, beforeAll, expect, setDefaultTimeout, test } from 'bun:test'
import { closeBrowser, openProfile, type Profile } from '#test/parts/browser'
import { OWNER_EMAIL, type TestServer } from '#test/parts/server'
import { call, makePerson, signIn } from '#test/parts/web-people'
import { startWebServer } from '#test/parts/web-server'

setDefaultTimeout(60_000)

let server: TestServer
let profile: Profile

beforeAll(async () => {
  server = await startWebServer()
  const owner = await makePerson(server.url, 'Vera', OWNER_EMAIL)
  const max = await makePerson(server.url, 'Max', 'max@example.org')
  for (const { token } of [owner, max]) await call(server.url, 'POST', '/v1/rooms/general/members', token, {})
  await call(server.url, 'POST', '/v1/rooms/general/messages', max.token, { text: 'hello there' })
  profile = await openProfile(server.url)
  await signIn(profile.page, OWNER_EMAIL)
})

afterAll(async () => {
  await profile?.close()
  await closeBrowser()
  await server?.stop()
})

const composer = () => profile.page.getByRole('textbox', { name: /^Message to/ })
const sent = (text: string) => profile.page.locator('[data-message]', { hasText: text }).waitFor()

test('a room that is opened is written in at once', async () => {
  await composer().waitFor()
  await profile.page.keyboard.type('first')
  await profile.page.keyboard.press('Enter')
  await sent('first')
})

test('so it is after a click on the messages', async () => {
  await profile.page.locator('[data-message]', { hasText: 'hello there' }).click()
  await profile.page.keyboard.type('second')
  expect(await composer().inputValue()).toBe('second')
  await profile.page.keyboard.press('Enter')
  await sent('second')
})

test('a menu of somebody stays open when they come', async () => {
  const { page } = profile
  const people = page.getByRole('complementary', { name: 'People' })
  await people.getByRole('button', { name: 'Actions for Max' }).click()
  await page.getByRole('menuitem', { name: 'Write a message' }).waitFor()
  const max = await openProfile(server.url)
  await signIn(max.page, 'max@example.org')
  await people.locator('li[data-state=online]', { hasText: 'Max' }).waitFor()
  expect(await page.getByRole('menuitem', { name: 'Write a message' }).count()).toBe(1)
  await page.keyboard.press('Escape')
  await max.close()
})

test('a conversation is begun and written in without a mouse', async () => {
  const { page } = profile
  await page.getByRole('button', { name: 'New message' }).first().focus()
  await page.keyboard.press('Enter')
  await page.getByRole('dialog').getByRole('button', { name: 'Max', exact: true }).waitFor()
  await page.keyboard.type('ma')
  await page.getByRole('dialog').getByRole('button', { name: /Vera/ }).waitFor({ state: 'detached' })
  await page.keyboard.press('Enter')
  await page.getByRole('list', { name: 'Picked' }).getByText('Max').waitFor()
  await page.keyboard.press('Enter')
  await page.getByRole('heading', { name: 'Max', exact: true }).waitFor()
  await page.getByRole('dialog').waitFor({ state: 'detached' })
  await page.keyboard.type('psst')
  await page.keyboard.press('Enter')
  await sent('psst')
})

test('an address of this server in a message opens in place', async () => {
  const { page } = profile
  await page.keyboard.type(`see ${server.url}/r/general, and https://example.org/`)
  await page.keyboard.press('Enter')
  await sent('see ')
  expect(await page.getByRole('link', { name: 'https://example.org/' }).getAttribute('target')).toBe('_blank')
  await page.getByRole('link', { name: `${server.url}/r/general` }).click()
  await page.getByRole('heading', { name: 'General', exact: true }).waitFor()
  expect(profile.context.pages()).toHaveLength(1)
})

test('a room that was just made has the focus where one writes', async () => {
  const { page } = profile
  await page.getByRole('button', { name: 'New room' }).first().click()
  await page.keyboard.type('Tea')
  await page.keyboard.press('Enter')
  await page.waitForURL('**/r/tea')
  await page.getByRole('dialog').waitFor({ state: 'detached' })
  await page.waitForFunction(() => document.activeElement?.tagName === 'TEXTAREA')
})

test('the only owner hears why they cannot leave', async () => {
  const { page } = profile
  await page.getByRole('button', { name: 'Room settings' }).click()
  await page.getByRole('button', { name: 'Leave the room' }).click()
  await page.getByRole('alertdialog').getByRole('button', { name: 'Leave the room' }).click()
  await page.getByText(/You are the only owner here/).waitFor()
})

test('people are added one after another without a mouse', async () => {
  const { page } = profile
  await page.getByRole('complementary', { name: 'People' }).getByRole('button', { name: 'Add people' }).click()
  const dialog = page.getByRole('dialog')
  await dialog.getByRole('button', { name: 'Add Max' }).waitFor()
  expect(await dialog.getByText('Vera').count()).toBe(0)
  await dialog.getByRole('button', { name: 'Add Max' }).click()
  await dialog.getByText('Added').first().waitFor()
  await page.waitForFunction(() => document.activeElement?.tagName === 'INPUT')
  await page.keyboard.press('Escape')
})

test('a draft is nobody else’s who signs in here', async () => {
  const { page } = profile
  await page.goto('/r/general')
  await composer().fill('not for Max')
  await page.getByRole('button', { name: /^You: Vera/ }).click()
  await page.getByRole('menuitem', { name: 'Sign out' }).click()
  await page.getByRole('heading', { name: 'Good to see you' }).waitFor()
  expect(await page.title()).toBe('Boltorezka')
  await page.waitForFunction(() => document.activeElement?.getAttribute('name') === 'email')
  await signIn(page, 'max@example.org')
  await page.goto('/r/general')
  await sent('second')
  expect(await composer().inputValue()).toBe('')
})
