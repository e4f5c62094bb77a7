import { afterAll, beforeAll, expect, setDefaultTimeout, test } from 'bun:test'
import type { Locator } from 'playwright-core'
import { closeBrowser, openProfile, type Profile } from '#test/parts/browser'
import { OWNER_EMAIL, type TestServer } from '#test/parts/server'
import { call, makePerson, signIn, type Person } from '#test/parts/web-people'
import { startWebServer } from '#test/parts/web-server'

setDefaultTimeout(60_000)

let server: TestServer
let profile: Profile
let owner: Person
const rooms = 40

beforeAll(async () => {
  server = await startWebServer()
  owner = await makePerson(server.url, 'Vera', OWNER_EMAIL)
  for (let n = 1; n <= rooms; n += 1)
    await call(server.url, 'POST', '/v1/rooms', owner.token, { slug: `team-${n}`, name: `Team ${n}`, topic: 'What the team is about' })
  profile = await openProfile(server.url)
  await signIn(profile.page, OWNER_EMAIL)
})

afterAll(async () => {
  await profile?.close()
  await closeBrowser()
  await server?.stop()
})

async function inSight(row: Locator): Promise<boolean> {
  const [box, list] = [await row.boundingBox(), await profile.page.getByRole('navigation', { name: 'Rooms' }).boundingBox()]
  return box !== null && list !== null && box.y >= list.y && box.y + box.height <= list.y + list.height
}

test('rooms with numbers stand as people count', async () => {
  const names = await profile.page.getByRole('navigation', { name: 'Rooms' }).getByRole('link', { name: /^Team/ }).allInnerTexts()
  expect(names).toEqual(Array.from({ length: rooms }, (_, index) => `Team ${index + 1}`))
})

test('what is unread out of sight is told, and one press away', async () => {
  const { page } = profile
  await page.goto('/settings')
  const max = await makePerson(server.url, 'Max', 'max@example.org')
  const { room } = await call<{ room: { id: string } }>(server.url, 'POST', '/v1/direct', max.token, { userIds: [owner.id] })
  await call(server.url, 'POST', `/v1/rooms/${room.id}/messages`, max.token, { text: 'psst' })
  const link = page.getByRole('link', { name: /^Max/ })
  await link.waitFor()
  expect(await inSight(link)).toBe(false)
  await page.getByRole('button', { name: 'Unread below' }).click()
  await page.getByRole('button', { name: 'Unread below' }).waitFor({ state: 'detached' })
  expect(await inSight(link)).toBe(true)
})

test('the room that is open is in sight among many', async () => {
  await profile.page.goto(`/r/team-${rooms}`)
  const link = profile.page.getByRole('link', { name: `Team ${rooms}` })
  await link.waitFor()
  await profile.page.waitForFunction(() => document.activeElement?.tagName === 'TEXTAREA')
  expect(await inSight(link)).toBe(true)
})
