import { afterAll, beforeAll, expect, setDefaultTimeout, test } from 'bun:test'
import { closeBrowser, openProfile, type Profile } from '#test/parts/browser'
import { OWNER_EMAIL, type TestServer } from '#test/parts/server'
import { makePerson, signIn, type Person } from '#test/parts/web-people'
import { startWebServer } from '#test/parts/web-server'

setDefaultTimeout(60_000)

let server: TestServer
let owner: Profile
let guest: Profile
let max: Person

beforeAll(async () => {
  server = await startWebServer()
  await makePerson(server.url, 'Vera', OWNER_EMAIL)
  max = await makePerson(server.url, 'Max', 'max@example.org')
  owner = await openProfile(server.url)
  guest = await openProfile(server.url)
  await signIn(owner.page, OWNER_EMAIL)
  await signIn(guest.page, max.email)
})

afterAll(async () => {
  await Promise.all([owner?.close(), guest?.close()])
  await closeBrowser()
  await server?.stop()
})

const dialog = () => owner.page.getByRole('dialog')
const people = ({ page }: Profile) => page.getByRole('complementary', { name: 'People' })

test('an admin makes a private room, and its address follows its name', async () => {
  await owner.page.getByRole('button', { name: 'New room' }).first().click()
  await dialog().getByRole('textbox', { name: 'Name' }).fill('Чайная')
  expect(await dialog().getByRole('textbox', { name: 'Address' }).inputValue()).toBe('chaynaya')
  await dialog().getByText('Who is added').click()
  await dialog().getByRole('button', { name: 'Make the room' }).click()
  await owner.page.waitForURL('**/r/chaynaya')
  await owner.page.getByRole('heading', { name: 'Чайная' }).waitFor()
})

test('a plain user has no button for rooms and does not see the private one', async () => {
  expect(await guest.page.getByRole('button', { name: 'New room' }).count()).toBe(0)
  await guest.page.goto('/r/chaynaya')
  await guest.page.getByText('This room is not here').waitFor()
  expect(await guest.page.getByRole('link', { name: /Чайная/ }).count()).toBe(0)
})

test('an open room that others make is there for who comes back to the page', async () => {
  await guest.page.goto('/calls')
  await guest.page.getByRole('link', { name: /General/ }).waitFor()
  await owner.page.getByRole('button', { name: 'New room' }).first().click()
  await dialog().getByRole('textbox', { name: 'Name' }).fill('Everybody')
  await dialog().getByRole('button', { name: 'Make the room' }).click()
  await owner.page.waitForURL('**/r/everybody')
  await guest.page.evaluate(() => {
    const now = performance.now.bind(performance)
    performance.now = () => now() + 60_000
    dispatchEvent(new Event('focus'))
  })
  await guest.page.getByRole('link', { name: /Everybody/ }).waitFor()
  await owner.page.goto('/r/chaynaya')
})

test('the same address twice is said beside the field', async () => {
  await owner.page.getByRole('button', { name: 'New room' }).first().click()
  await dialog().getByRole('textbox', { name: 'Name' }).fill('Чайная')
  await dialog().getByRole('button', { name: 'Make the room' }).click()
  await dialog().getByText('There is a room with this address already.').waitFor()
  await owner.page.keyboard.press('Escape')
})

test('somebody added sees the room at once, unread and bold when one writes there', async () => {
  await guest.page.goto('/settings')
  await people(owner).getByRole('button', { name: 'Add people' }).click()
  await dialog().getByRole('textbox', { name: 'Find by name' }).fill('Max')
  await dialog().getByRole('button', { name: 'Add Max' }).click()
  await dialog().getByText('Added').waitFor()
  await owner.page.keyboard.press('Escape')
  await guest.page.getByRole('link', { name: /Чайная/ }).waitFor()
  await owner.page.getByRole('textbox', { name: /Message to/ }).fill('come in')
  await owner.page.keyboard.press('Enter')
  await guest.page.getByRole('link', { name: /Чайная.*1 unread message/ }).waitFor()
  await guest.page.waitForFunction(() => document.title.startsWith('(1)'))
})

test('opening it reads it', async () => {
  await guest.page.getByRole('link', { name: /Чайная/ }).click()
  await guest.page.locator('[data-message]', { hasText: 'come in' }).waitFor()
  await guest.page.waitForFunction(() => !document.title.startsWith('('))
})

test('an owner makes a moderator, and the word appears for both', async () => {
  await people(owner).getByRole('button', { name: 'Actions for Max' }).click()
  await owner.page.getByRole('menuitem', { name: 'Make a moderator' }).click()
  for (const profile of [owner, guest])
    await people(profile)
      .locator('li', { hasText: 'Max' })
      .getByText(/moderator/)
      .waitFor()
})

test('a new name and topic show to the other without a reload', async () => {
  await owner.page.getByRole('button', { name: 'Room settings' }).click()
  await dialog().getByRole('textbox', { name: 'Name' }).fill('Tea room')
  await dialog().getByRole('textbox', { name: 'What is it about' }).fill('Nothing serious')
  await dialog().getByRole('button', { name: 'Save' }).click()
  await guest.page.getByRole('heading', { name: 'Tea room' }).waitFor()
  await guest.page.locator('header').getByText('Nothing serious').waitFor()
})

test('removing asks, and the removed one loses the room', async () => {
  await people(owner).getByRole('button', { name: 'Actions for Max' }).click()
  await owner.page.getByRole('menuitem', { name: 'Remove from the room' }).click()
  const ask = owner.page.getByRole('alertdialog', { name: 'Remove Max from “Tea room”?' })
  await ask.getByRole('button', { name: 'Remove from the room' }).click()
  await guest.page.getByText('This room is not here').waitFor()
})

test('archiving wants the name of the room first', async () => {
  await owner.page.getByRole('button', { name: 'Room settings' }).click()
  await dialog().getByRole('button', { name: 'Archive the room' }).click()
  const ask = owner.page.getByRole('alertdialog')
  const archive = ask.getByRole('button', { name: 'Archive the room' })
  await ask.getByRole('textbox').fill('Tea')
  expect(await archive.isDisabled()).toBe(true)
  await ask.getByRole('textbox').fill('Tea room')
  await archive.click()
  await owner.page.getByText('This room is archived: you can read, but not write.').waitFor()
  expect(await owner.page.getByRole('textbox', { name: /Message to/ }).count()).toBe(0)
})

test('the owner makes an admin, who can make rooms at once', async () => {
  await owner.page.goto('/admin')
  await owner.page.getByRole('button', { name: 'Actions for Max' }).click()
  await owner.page.getByRole('menuitem', { name: 'Make an admin' }).click()
  await owner.page.locator('main li', { hasText: 'Max' }).getByText('admin', { exact: true }).waitFor()
  await guest.page.reload()
  await guest.page.getByRole('button', { name: 'New room' }).first().waitFor()
})

test('a name changed in the settings is the name in the rail', async () => {
  await guest.page.goto('/settings')
  await guest.page.getByRole('textbox', { name: 'Your name' }).fill('Maximilian')
  await guest.page.getByRole('button', { name: 'Save' }).click()
  await guest.page.getByRole('button', { name: /Maximilian/ }).waitFor()
})

test('another device can be signed out, and says so there', async () => {
  const second = await openProfile(server.url)
  await signIn(second.page, max.email)
  await guest.page.goto('/settings')
  await guest.page
    .getByRole('button', { name: /^Sign out Chrome/ })
    .first()
    .waitFor()
  for (;;) {
    const buttons = guest.page.getByRole('button', { name: /^Sign out Chrome/ })
    const left = await buttons.count()
    if (left === 0) break
    await buttons.first().click()
    await guest.page.getByRole('alertdialog').getByRole('button', { name: 'Sign out' }).click()
    await guest.page.getByRole('alertdialog').waitFor({ state: 'detached' })
  }
  await second.page.getByText('You were signed out on this device. Sign in again.').waitFor()
  await second.close()
})

test('switching off an account ends its session here and now', async () => {
  await owner.page.goto('/admin')
  await owner.page.getByRole('button', { name: 'Actions for Maximilian' }).click()
  await owner.page.getByRole('menuitem', { name: 'Switch off the account' }).click()
  await owner.page.getByRole('alertdialog').getByRole('button', { name: 'Switch off' }).click()
  await guest.page.getByRole('heading', { name: 'Good to see you' }).waitFor()
  await owner.page.locator('main li', { hasText: 'Maximilian' }).getByText('switched off').waitFor()
})

test('language and theme are chosen in the settings and remembered', async () => {
  await owner.page.goto('/settings')
  await owner.page.getByText('Русский').click()
  await owner.page.getByRole('heading', { name: 'Настройки' }).waitFor()
  await owner.page.getByText('Тёмная').click()
  await owner.page.reload()
  await owner.page.getByRole('heading', { name: 'Настройки' }).waitFor()
  expect(await owner.page.evaluate(() => [document.documentElement.lang, document.documentElement.dataset['theme']])).toEqual([
    'ru',
    'dark',
  ])
})
