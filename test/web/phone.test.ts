import { afterAll, beforeAll, expect, setDefaultTimeout, test } from 'bun:test'
import { closeBrowser, openProfile, type Profile } from '#test/parts/browser'
import { OWNER_EMAIL, type TestServer } from '#test/parts/server'
import { call, makePerson, overflows, signIn, type Person } from '#test/parts/web-people'
import { startWebServer } from '#test/parts/web-server'

setDefaultTimeout(60_000)

let server: TestServer
let phone: Profile
let max: Person
let vera: Person

beforeAll(async () => {
  server = await startWebServer()
  max = await makePerson(server.url, 'Max', 'max@example.org')
  vera = await makePerson(server.url, 'Vera', 'vera@example.org')
  for (const person of [max, vera]) await call(server.url, 'POST', '/v1/rooms/general/members', person.token, {})
  phone = await openProfile(server.url, { width: 390, height: 844 })
  await signIn(phone.page, vera.email)
  const { room } = await call<{ room: { id: string } }>(server.url, 'POST', '/v1/direct', max.token, { userIds: [vera.id] })
  await phone.page.getByRole('link', { name: 'Rooms', exact: true }).waitFor()
  for (const id of [room.id, 'general']) await call(server.url, 'POST', `/v1/rooms/${id}/messages`, max.token, { text: 'are you there?' })
})

afterAll(async () => {
  await phone?.close()
  await closeBrowser()
  await server?.stop()
})

test('what is unread behind another part of the page is counted on its button', async () => {
  const { page } = phone
  await page
    .getByRole('link', { name: /^Direct.*1 unread message/ })
    .getByText('1', { exact: true })
    .waitFor()
  await page.getByRole('link', { name: /^Direct.*1 unread message/ }).click()
  await page
    .getByRole('link', { name: /^Rooms.*1 unread message/ })
    .getByText('1', { exact: true })
    .waitFor()
  await page.getByRole('link', { name: /^Max/ }).click()
  await page.locator('[data-message]', { hasText: 'are you there?' }).waitFor()
  await page.getByRole('link', { name: 'All rooms' }).click()
  await page.getByRole('link', { name: 'Direct', exact: true }).waitFor()
})

test('a long name of a private room stays in its place, and the page is as wide as the phone', async () => {
  const { page } = phone
  const owner = await makePerson(server.url, 'Ada', OWNER_EMAIL)
  const name = 'Where those who keep the whole thing running talk about it all'
  const room = { slug: 'long', name, visibility: 'private' }
  await call(server.url, 'POST', '/v1/rooms', owner.token, room)
  await call(server.url, 'POST', '/v1/rooms/long/members', owner.token, { userId: vera.id })
  await page.goto('/')
  await page.getByRole('link', { name: /^Where those/ }).waitFor()
  expect(await overflows(page)).toEqual([])
  expect(await page.evaluate(() => innerWidth)).toBe(390)
})

test('a finger that rests on a message opens its menu, which stays when the finger is lifted', async () => {
  const { page, context } = phone
  await page.goto('/r/general')
  const message = page.locator('[data-message]', { hasText: 'are you there?' })
  await message.waitFor()
  const box = await message.boundingBox()
  if (box === null) throw new Error('the message is not on screen')
  await page.evaluate(() => addEventListener('touchend', () => setTimeout(() => (document.title = 'lifted'), 100)))
  const finger = await context.newCDPSession(page)
  const at = { x: box.x + 120, y: box.y + box.height - 8 }
  await finger.send('Input.dispatchTouchEvent', { type: 'touchStart', touchPoints: [at] })
  await page.getByRole('menu').waitFor()
  await finger.send('Input.dispatchTouchEvent', { type: 'touchEnd', touchPoints: [] })
  await page.waitForFunction(() => document.title === 'lifted')
  await page.getByRole('menuitem', { name: 'Copy text' }).tap()
  await page.getByText(/^(Copied|The browser did not let this be copied\.)$/).waitFor()
})

test('the keyboard does not jump up because a room is opened', async () => {
  expect(await phone.page.evaluate(() => document.activeElement?.tagName)).not.toBe('TEXTAREA')
})

test('the back button of the phone closes the people first', async () => {
  const { page } = phone
  await page.getByRole('button', { name: /^People/ }).click()
  await page.getByRole('complementary', { name: 'People' }).waitFor()
  // the browser asks a page to close what is open in the same way for Escape, which nothing on the page hears here
  await page.evaluate(() => (document.activeElement as HTMLElement | null)?.blur())
  await page.keyboard.press('Escape')
  await page.getByRole('complementary', { name: 'People' }).waitFor({ state: 'detached' })
  await page.waitForFunction(() => document.activeElement?.getAttribute('aria-label')?.startsWith('People') === true)
  expect(new URL(page.url()).pathname).toBe('/r/general')
  expect(phone.errors).toEqual([])
})
