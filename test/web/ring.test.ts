import { afterAll, beforeAll, expect, setDefaultTimeout, test } from 'bun:test'
import { axeFindings } from '#test/parts/axe'
import { closeBrowser, openProfile, type Profile } from '#test/parts/browser'
import { OWNER_EMAIL, type TestServer } from '#test/parts/server'
import { call, makePerson, signIn } from '#test/parts/web-people'
import { startWebServer } from '#test/parts/web-server'

setDefaultTimeout(60_000)

let server: TestServer
let vera: Profile
let max: Profile
/** Another device of Max. */
let phone: Profile

beforeAll(async () => {
  server = await startWebServer()
  const { token } = await makePerson(server.url, 'Vera', OWNER_EMAIL)
  const other = await makePerson(server.url, 'Max', 'max@example.org')
  await call(server.url, 'POST', '/v1/direct', token, { userIds: [other.id] })
  ;[vera, max, phone] = [
    await openProfile(server.url),
    await openProfile(server.url),
    await openProfile(server.url, { width: 390, height: 844 }),
  ]
  await vera.page.addInitScript(listen)
  await signIn(vera.page, OWNER_EMAIL)
  await signIn(max.page, other.email)
  await signIn(phone.page, other.email)
  await vera.page.getByRole('link', { name: 'Max' }).click()
})

afterAll(async () => {
  await Promise.all([vera?.close(), max?.close(), phone?.close()])
  await closeBrowser()
  await server?.stop()
})

/** In the page: keeps what notes sound and where. */
function listen(): void {
  const heard: { hertz: number; context: BaseAudioContext }[] = []
  Object.assign(globalThis, { heard })
  globalThis.OscillatorNode = class extends OscillatorNode {
    constructor(context: BaseAudioContext, options?: OscillatorOptions) {
      super(context, options)
      heard.push({ hertz: options?.frequency ?? 0, context })
    }
  }
}

/** Waits until the tone of my own call sounds, or has ended. */
const tone = (state: AudioContextState) =>
  vera.page.waitForFunction((wanted) => {
    const { heard } = globalThis as unknown as { heard: { hertz: number; context: BaseAudioContext }[] }
    return heard.findLast(({ hertz }) => hertz === 425)?.context.state === wanted
  }, state)

const sheet = ({ page }: Profile) => page.getByRole('alertdialog', { name: 'Vera' })

async function begin(): Promise<void> {
  await vera.page.getByRole('button', { name: 'Start a call' }).click()
  await vera.page.getByRole('dialog').getByRole('button', { name: 'Start the call' }).click()
  await vera.page.getByText('Calling Max…').waitFor()
}

test('it rings on every device, whatever page is open, and says who', async () => {
  await max.page.goto('/settings')
  await begin()
  await sheet(max).waitFor()
  await sheet(max).getByText('is calling you').waitFor()
  await tone('running')
  await max.page.waitForFunction(() => document.title === 'Vera is calling')
  expect(await sheet(max).evaluate((element) => element === document.activeElement)).toBe(true)
  await sheet(phone).waitFor()
  for (const { page } of [max, phone]) expect(await axeFindings(page)).toEqual([])
})

test('declined on one device it ends on both; the caller reads so and may call again', async () => {
  await sheet(phone).getByRole('button', { name: 'Decline' }).click()
  await sheet(max).waitFor({ state: 'detached' })
  await vera.page.getByText('Max declined').waitFor()
  await tone('closed')
  await max.page.waitForFunction(() => !document.title.includes('calling'))
  await vera.page.getByRole('button', { name: 'Call again' }).click()
  await sheet(max).waitFor()
})

test('accepted: there is the call, and the other device stops', async () => {
  await sheet(max).getByRole('button', { name: 'Accept' }).click()
  await max.page.getByTestId('tile').nth(1).waitFor()
  await max.page.getByRole('heading', { name: 'Vera' }).waitFor()
  await sheet(phone).waitFor({ state: 'detached' })
  await vera.page.getByTestId('tile').nth(1).waitFor()
  expect(await vera.page.getByTestId('calling').count()).toBe(0)
})

test('who stays behind is told so, and calls again', async () => {
  await max.page.getByRole('button', { name: 'Leave the call' }).first().click()
  await vera.page.getByText('Nobody else is in the call.').waitFor()
  await vera.page.getByRole('button', { name: 'Call again' }).click()
  await vera.page.getByText('Calling Max…').waitFor()
  await sheet(max).getByRole('button', { name: 'Accept' }).click()
  await vera.page.getByTestId('tile').nth(1).waitFor()
  for (const { page } of [max, vera]) await page.getByRole('button', { name: 'Leave the call' }).first().click()
  await vera.page.getByTestId('stage').waitFor({ state: 'detached' })
})

test('who writes goes on writing; the keyboard answers from there', async () => {
  const words = max.page.getByRole('textbox', { name: 'Message to Vera' })
  await words.fill('just a')
  await begin()
  await sheet(max).waitFor()
  await max.page.keyboard.type(' moment')
  expect(await words.inputValue()).toBe('just a moment')
  await max.page.keyboard.press('Alt+KeyA')
  await max.page.getByTestId('tile').nth(1).waitFor()
})

test('hanging up cancels the ring of who was not reached yet', async () => {
  for (const { page } of [max, vera]) await page.getByRole('button', { name: 'Leave the call' }).first().click()
  await vera.page.getByTestId('stage').waitFor({ state: 'detached' })
  await begin()
  await sheet(phone).waitFor()
  await vera.page.getByRole('button', { name: 'Leave the call' }).first().click()
  await sheet(phone).waitFor({ state: 'detached' })
  await sheet(max).waitFor({ state: 'detached' })
})

test('the conversation says what calls there were, the missed one too', async () => {
  await max.page.getByText('Missed call from Vera').waitFor()
  await vera.page.getByText('Call, nobody answered').first().waitFor()
  await vera.page
    .getByText(/^Call, 0:\d\d, 2 people/)
    .first()
    .waitFor()
  await max.page.reload()
  await max.page.getByText('Missed call from Vera').waitFor()
})

test('members of a room are called into its call', async () => {
  await max.page.evaluate(() => localStorage.setItem('boltorezka.preferences', JSON.stringify({ talk: 'push' })))
  for (const { page } of [vera, max]) {
    await page.goto('/r/general')
    await page.getByRole('textbox', { name: /Message to General/ }).waitFor()
  }
  await vera.page.getByRole('button', { name: 'Start a call' }).click()
  await vera.page.getByRole('dialog').getByRole('button', { name: 'Start the call' }).click()
  await vera.page.getByRole('button', { name: 'Call people in' }).click()
  await vera.page.getByRole('dialog').getByRole('button', { name: 'Max' }).click()
  await vera.page.getByRole('button', { name: 'Call them' }).click()
  await sheet(max).getByText('calls you to “General”').waitFor()
  await sheet(max).getByRole('button', { name: 'With camera' }).click()
  await max.page.waitForFunction(() => document.querySelectorAll('[data-testid=tile] video').length > 0)
  // with push to talk nobody is heard by answering alone
  await max.page.getByTestId('stage').getByRole('button', { name: 'Turn the microphone on' }).waitFor()
})

test('who is in another call is said to be, until they decline', async () => {
  const { page } = vera
  await page.getByRole('link', { name: 'Max' }).click()
  await page.getByRole('button', { name: 'Start a call' }).click()
  await page.getByRole('dialog').getByText('You leave the call “General” then.').waitFor()
  await page.getByRole('dialog').getByRole('button', { name: 'Start the call' }).click()
  await page.getByText('Max is in another call').waitFor()
  expect(await page.getByRole('button', { name: 'Call again' }).count()).toBe(0)
  await sheet(max).getByText('You are in another call').waitFor()
  await sheet(max).getByRole('button', { name: 'Decline' }).click()
  await page.getByText('Max declined').waitFor()
  await page.getByRole('button', { name: 'Call again' }).waitFor()
})
