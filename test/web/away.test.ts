import { afterAll, beforeAll, expect, setDefaultTimeout, test } from 'bun:test'
import { closeBrowser, openProfile, type Profile } from '#test/parts/browser'
import type { TestServer } from '#test/parts/server'
import { call, makePerson, signIn, type Person } from '#test/parts/web-people'
import { startWebServer } from '#test/parts/web-server'

setDefaultTimeout(90_000)

let server: TestServer
let profile: Profile
let other: Person

beforeAll(async () => {
  server = await startWebServer()
  const vera = await makePerson(server.url, 'Vera', 'vera@example.org')
  other = await makePerson(server.url, 'Max', 'max@example.org')
  for (const person of [vera, other]) await call(server.url, 'POST', '/v1/rooms/general/members', person.token, {})
  profile = await openProfile(server.url)
  await signIn(profile.page, vera.email)
  await profile.page.locator('textarea').waitFor()
})

afterAll(async () => {
  await profile?.close()
  await closeBrowser()
  await server?.stop()
})

const message = (text: string) => profile.page.locator('[data-message]', { hasText: text })

test('without a server the banner counts down and offers to try now', async () => {
  await profile.page.locator('textarea').fill('before')
  await profile.page.keyboard.press('Enter')
  await message('before').waitFor()
  await server.kill()
  const banner = profile.page.getByTestId('connection-banner')
  await banner.getByText(/Next try in \d+ second|Trying now/).waitFor({ timeout: 30_000 })
  await banner.getByRole('button', { name: 'Try now' }).waitFor()
})

test('a message written meanwhile waits with a clock', async () => {
  await profile.page.locator('textarea').fill('while away')
  await profile.page.keyboard.press('Enter')
  await message('while away').getByRole('img', { name: 'Sending' }).waitFor()
})

test('when the server is back the banner goes, the message is sent once, and new ones come', async () => {
  await server.start()
  await profile.page
    .getByRole('button', { name: 'Try now' })
    .click({ timeout: 2_000 })
    .catch(() => undefined)
  await profile.page.getByTestId('connection-banner').waitFor({ state: 'detached', timeout: 60_000 })
  await message('while away').getByRole('img', { name: 'Sending' }).waitFor({ state: 'detached', timeout: 30_000 })
  await call(server.url, 'POST', '/v1/rooms/general/messages', other.token, { text: 'welcome back' })
  await message('welcome back').waitFor()
  const { items } = await call<{ items: { text: string }[] }>(server.url, 'GET', '/v1/rooms/general/messages', other.token)
  expect(items.map((item) => item.text)).toEqual(['before', 'while away', 'welcome back'])
})

test('a part that crashes says so, leaves the rest alone, and comes back', async () => {
  const { page } = profile
  let broken = true
  await page.route('**/v1/rooms/*/members*', (route) => (broken ? route.fulfill({ json: { items: [{}], next: null } }) : route.continue()))
  await page.reload()
  await page.getByText('This part stopped working').waitFor()
  await message('welcome back').waitFor()
  broken = false
  await page.getByRole('button', { name: 'Try again' }).click()
  await page.getByRole('complementary', { name: 'People' }).locator('li', { hasText: 'Vera' }).waitFor()
  await page.unroute('**/v1/rooms/*/members*')
})

test('a message the server refuses stays in its place with Retry and Delete', async () => {
  await call(server.url, 'POST', '/v1/rooms/general/messages', other.token, { text: 'still here' })
  await message('still here').waitFor()
  await profile.page.routeWebSocket(/realtime/, (socket) => {
    const up = socket.connectToServer()
    up.onMessage((text) => socket.send(text))
    socket.onMessage((text) => {
      const frame = JSON.parse(String(text)) as { type: string; requestId?: string }
      if (frame.type !== 'message.send') return up.send(text)
      socket.send(JSON.stringify({ v: 1, type: 'nack', requestId: frame.requestId, payload: { code: 'room_archived', message: 'no' } }))
    })
  })
  await profile.page.reload()
  await message('still here').waitFor()
  await profile.page.locator('textarea').fill('cannot go')
  await profile.page.keyboard.press('Enter')
  const failed = message('cannot go')
  await failed.getByText('Not sent: This room is archived.').waitFor()
  await failed.getByRole('button', { name: 'Retry' }).click()
  await failed.getByRole('button', { name: 'Delete' }).click()
  await failed.waitFor({ state: 'detached' })
})

test('a server that comes back with another web client says so, and loading again brings it', async () => {
  const { page } = profile
  await page.route('/', async (route) => {
    if (route.request().isNavigationRequest()) return route.continue()
    const answer = await route.fetch()
    await route.fulfill({ response: answer, body: (await answer.text()).replace(/\/assets\/[\w-]+\.js/, '/assets/index-newer.js') })
  })
  const note = page.getByTestId('connection-banner').getByText('newer version')
  expect(await note.count()).toBe(0)
  await server.kill()
  await server.start()
  await note.waitFor({ timeout: 60_000 })
  await page.locator('textarea').fill('not lost')
  await page.getByRole('button', { name: 'Load again' }).click()
  await page.locator('textarea').waitFor()
  await note.waitFor({ state: 'detached' })
})
