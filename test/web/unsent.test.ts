import { afterAll, beforeAll, expect, setDefaultTimeout, test } from 'bun:test'
import { closeBrowser, openProfile, type Profile } from '#test/parts/browser'
import { OWNER_EMAIL, type TestServer } from '#test/parts/server'
import { call, makePerson, signIn, type Person } from '#test/parts/web-people'
import { startWebServer } from '#test/parts/web-server'

setDefaultTimeout(90_000)

let server: TestServer
let profile: Profile
let vera: Person

beforeAll(async () => {
  server = await startWebServer()
  vera = await makePerson(server.url, 'Vera', OWNER_EMAIL)
  await call(server.url, 'POST', '/v1/rooms/general/members', vera.token, {})
  await call(server.url, 'POST', '/v1/rooms', vera.token, { slug: 'other', name: 'Other' })
  await call(server.url, 'POST', '/v1/rooms/general/messages', vera.token, { text: 'before' })
  profile = await openProfile(server.url)
  await signIn(profile.page, vera.email)
  await profile.page.goto('/r/general')
  await message('before').waitFor()
})

afterAll(async () => {
  await profile?.close()
  await closeBrowser()
  await server?.stop()
})

const composer = () => profile.page.locator('textarea')
const message = (text: string) => profile.page.locator('[data-message]', { hasText: text })
const sending = (text: string) => message(text).getByRole('img', { name: 'Sending' })
const write = async (text: string) => {
  await composer().fill(text)
  await composer().press('Enter')
}
const said = async () => {
  const { items } = await call<{ items: { text: string }[] }>(server.url, 'GET', '/v1/rooms/general/messages', vera.token)
  return items.map((item) => item.text)
}
const kept = () => profile.page.evaluate(() => Object.keys(localStorage).filter((key) => /unsent|draft/.test(key)))

test('written while the server is away, the page reloaded, the server back: sent once and in order', async () => {
  await server.kill()
  for (const text of ['first', 'second', 'third']) await write(text)
  await sending('third').waitFor()
  await profile.page.reload().catch(() => undefined)
  await server.start()
  await profile.page.goto('/r/general')
  for (const text of ['first', 'second', 'third']) {
    await message(text).waitFor()
    await sending(text).waitFor({ state: 'detached', timeout: 30_000 })
  }
  expect(await said()).toEqual(['before', 'first', 'second', 'third'])
  expect(await message('').count()).toBe(4)
  expect(await kept()).toEqual([])
})

test('what a tab leaves behind that was closed, another tab sends', async () => {
  const tab = await profile.context.newPage()
  await tab.goto('/r/general')
  await tab.locator('[data-message]', { hasText: 'third' }).waitFor()
  await server.kill()
  await tab.locator('textarea').fill('left behind')
  await tab.locator('textarea').press('Enter')
  await tab.locator('[data-message]', { hasText: 'left behind' }).waitFor()
  await tab.close()
  await sending('left behind').waitFor({ timeout: 30_000 })
  await server.start()
  await profile.page
    .getByRole('button', { name: 'Try now' })
    .click({ timeout: 2_000 })
    .catch(() => undefined)
  await sending('left behind').waitFor({ state: 'detached', timeout: 60_000 })
  expect(await said()).toEqual(['before', 'first', 'second', 'third', 'left behind'])
  expect(await message('left behind').count()).toBe(1)
})

test('after a reload what is not sent has its clock, and goes when the server takes it', async () => {
  const held: (() => void)[] = []
  let holds = true
  await profile.page.routeWebSocket(/realtime/, (socket) => {
    const up = socket.connectToServer()
    up.onMessage((text) => socket.send(text))
    socket.onMessage((text) => {
      if (holds && String(text).includes('"message.send"')) held.push(() => up.send(text))
      else up.send(text)
    })
  })
  await profile.page.reload()
  await composer().waitFor()
  await write('held back')
  await sending('held back').waitFor()
  await profile.page.reload()
  await message('third').waitFor()
  await sending('held back').waitFor()
  expect(await said()).not.toContain('held back')
  holds = false
  held.at(-1)?.()
  await sending('held back').waitFor({ state: 'detached' })
  expect(await message('held back').count()).toBe(1)
  expect((await said()).filter((text) => text === 'held back')).toEqual(['held back'])
})

test('a draft is there again after another room and after a reload', async () => {
  await composer().fill('half a th')
  await profile.page.getByRole('link', { name: /Other/ }).first().click()
  await profile.page.waitForURL(/other/)
  expect(await composer().inputValue()).toBe('')
  await profile.page
    .getByRole('link', { name: /General/i })
    .first()
    .click()
  await profile.page.waitForURL(/general/)
  expect(await composer().inputValue()).toBe('half a th')
  await profile.page.reload()
  await composer().waitFor()
  expect(await composer().inputValue()).toBe('half a th')
})

test('signing out leaves nothing of it in the browser', async () => {
  expect(await kept()).toHaveLength(1)
  await profile.page.getByRole('button', { name: /You:/ }).click()
  await profile.page.getByRole('menuitem', { name: 'Sign out' }).click()
  await profile.page.locator('input[name=password]').waitFor()
  expect(await kept()).toEqual([])
})
