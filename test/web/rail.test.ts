import { afterAll, beforeAll, expect, setDefaultTimeout, test } from 'bun:test'
import { closeBrowser, openProfile, type Profile } from '#test/parts/browser'
import { OWNER_EMAIL, type TestServer } from '#test/parts/server'
import { call, makePerson, signIn } from '#test/parts/web-people'
import { startWebServer } from '#test/parts/web-server'

setDefaultTimeout(60_000)

let server: TestServer
let profile: Profile
const rooms = 40

beforeAll(async () => {
  server = await startWebServer()
  const owner = await makePerson(server.url, 'Vera', OWNER_EMAIL)
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

test('rooms with numbers stand as people count', async () => {
  const names = await profile.page.getByRole('navigation', { name: 'Rooms' }).getByRole('link', { name: /^Team/ }).allInnerTexts()
  expect(names).toEqual(Array.from({ length: rooms }, (_, index) => `Team ${index + 1}`))
})

test('the room that is open is in sight among many', async () => {
  await profile.page.goto(`/r/team-${rooms}`)
  const link = profile.page.getByRole('link', { name: `Team ${rooms}` })
  await link.waitFor()
  const seen = async () => {
    const [box, list] = [await link.boundingBox(), await profile.page.getByRole('navigation', { name: 'Rooms' }).boundingBox()]
    return box !== null && list !== null && box.y >= list.y && box.y + box.height <= list.y + list.height
  }
  await profile.page.waitForFunction(() => document.activeElement?.tagName === 'TEXTAREA')
  expect(await seen()).toBe(true)
})
