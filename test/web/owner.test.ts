import { afterAll, beforeAll, expect, setDefaultTimeout, test } from 'bun:test'
import { closeBrowser, openProfile, type Profile } from '#test/parts/browser'
import { OWNER_EMAIL, type TestServer } from '#test/parts/server'
import { PASSWORD, signIn } from '#test/parts/web-people'
import { startWebServer } from '#test/parts/web-server'

setDefaultTimeout(60_000)

let server: TestServer
let profile: Profile

beforeAll(async () => {
  server = await startWebServer()
  profile = await openProfile(server.url)
  // as if through a proxy: being on the same machine is no proof then
  await profile.context.setExtraHTTPHeaders({ 'x-forwarded-for': '203.0.113.7' })
})

afterAll(async () => {
  await profile?.close()
  await closeBrowser()
  await server?.stop()
})

test('the owner from afar is asked for the set-up code, and with it becomes the owner', async () => {
  const { page } = profile
  await page.goto('/sign-up')
  await page.getByRole('textbox', { name: 'Your name' }).fill('Vera')
  await page.getByRole('textbox', { name: 'E-mail' }).fill(OWNER_EMAIL)
  await page.locator('input[name=password]').fill(PASSWORD)
  const submit = page.getByRole('button', { name: 'Make an account' })
  await submit.click()
  const code = page.getByRole('textbox', { name: 'Set-up code' })
  await code.fill(server.setupCode ?? '')
  await submit.click()
  await page.getByRole('button', { name: 'Skip' }).click()
  await page.getByRole('button', { name: /^You: Vera/ }).click()
  await page.getByRole('menuitem', { name: 'People of the server' }).click()
  await page.getByText('owner of the server').waitFor()
})

test('three steps after signing up come once', async () => {
  await profile.page.reload()
  await profile.page.getByRole('heading', { name: 'People of the server' }).waitFor()
})

test('a wrong password is said in words, and an empty field beside it', async () => {
  const stranger = await openProfile(server.url)
  const { page } = stranger
  await page.goto('/sign-in')
  await page.getByRole('button', { name: 'Sign in' }).click()
  await page.getByText('Write your e-mail.').waitFor()
  await page.getByText('Write your password.').waitFor()
  await page.getByRole('textbox', { name: 'E-mail' }).fill(OWNER_EMAIL)
  await page.locator('input[name=password]').fill('something else')
  await page.getByRole('button', { name: 'Sign in' }).click()
  await page.getByText('The e-mail or the password is wrong.').waitFor()
  await stranger.close()
})

test('an address that is taken is said beside its field', async () => {
  const stranger = await openProfile(server.url)
  const { page } = stranger
  await page.goto('/sign-up')
  await page.getByRole('textbox', { name: 'Your name' }).fill('Another')
  await page.getByRole('textbox', { name: 'E-mail' }).fill(OWNER_EMAIL)
  await page.locator('input[name=password]').fill(PASSWORD)
  await page.getByRole('button', { name: 'Make an account' }).click()
  await page.getByText(/There is an account with this e-mail already|This address belongs to the owner/).waitFor()
  await stranger.close()
})

test('an address of a room leads there after signing in', async () => {
  const stranger = await openProfile(server.url)
  const { page } = stranger
  await page.goto('/r/general')
  await page.locator('input[name=email]').fill(OWNER_EMAIL)
  await page.locator('input[name=password]').fill(PASSWORD)
  await page.locator('button[type=submit]').click()
  await page.getByRole('textbox', { name: 'Message to General' }).waitFor()
  expect(new URL(page.url()).pathname).toBe('/r/general')
  await stranger.close()
})

test('and so it does for whoever first makes an account', async () => {
  const stranger = await openProfile(server.url)
  const { page } = stranger
  await page.goto('/r/general')
  await page.getByRole('link', { name: 'Make an account' }).click()
  await page.getByRole('textbox', { name: 'Your name' }).fill('Nina')
  await page.getByRole('textbox', { name: 'E-mail' }).fill('nina@example.org')
  await page.locator('input[name=password]').fill(PASSWORD)
  await page.getByRole('button', { name: 'Make an account' }).click()
  await page.getByRole('button', { name: 'Skip' }).click()
  await page.getByRole('textbox', { name: 'Message to General' }).waitFor()
  expect(page.url()).toBe(`${server.url}/r/general`)
  await stranger.close()
})

test('what is wrong in a form gets the focus', async () => {
  const stranger = await openProfile(server.url)
  const { page } = stranger
  await page.goto('/sign-up')
  await page.waitForFunction(() => document.activeElement?.getAttribute('name') === 'name')
  await page.getByRole('textbox', { name: 'Your name' }).fill('Oleg')
  await page.getByRole('button', { name: 'Make an account' }).click()
  await page.waitForFunction(() => document.activeElement?.getAttribute('name') === 'email')
  await stranger.close()
})

test('a password is changed by whoever knows the old one, and other devices are signed out', async () => {
  const [here, there] = [await openProfile(server.url), await openProfile(server.url)]
  for (const { page } of [here, there]) await signIn(page, 'nina@example.org')
  const { page } = here
  await page.goto('/settings')
  await page.getByRole('button', { name: 'Change the password' }).click()
  const change = async (current: string) => {
    await page.getByLabel('Password you have now').fill(current)
    await page.getByLabel('New password').fill('another password')
    await page.getByRole('button', { name: 'Change the password' }).click()
  }
  await change('not this one')
  await page.getByText('This is not your password.').waitFor()
  await change(PASSWORD)
  await page.getByText('The password is changed').waitFor()
  await there.page.getByText('You were signed out on this device. Sign in again.').waitFor()
  await there.page.locator('input[name=email]').fill('nina@example.org')
  await there.page.locator('input[name=password]').fill('another password')
  await there.page.locator('button[type=submit]').click()
  await there.page.locator('nav').first().waitFor()
  await Promise.all([here.close(), there.close()])
})
