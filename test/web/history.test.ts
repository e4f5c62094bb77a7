import { afterAll, beforeAll, expect, setDefaultTimeout, test } from 'bun:test'
import { closeBrowser, openProfile, type Profile } from '#test/parts/browser'
import { RawClient } from '#test/parts/raw-client'
import type { TestServer } from '#test/parts/server'
import { call, makePerson, signIn, type Person } from '#test/parts/web-people'
import { startWebServer } from '#test/parts/web-server'

setDefaultTimeout(60_000)

let server: TestServer
let reader: Profile
let writer: Person
let reading: Person

/** More than a page of them. */
const calls = 103

const room = '/v1/rooms/general'
let written = 0

async function write(): Promise<void> {
  written += 1
  const text = `line ${written}: ${'a few more words '.repeat(1 + ((written * 7) % 13))}`
  await call(server.url, 'POST', `${room}/messages`, writer.token, { text })
}

beforeAll(async () => {
  server = await startWebServer()
  writer = await makePerson(server.url, 'Max', 'max@example.org')
  reading = await makePerson(server.url, 'Vera', 'vera@example.org')
  for (const person of [writer, reading]) await call(server.url, 'POST', `${room}/members`, person.token, {})
  while (written < 160) await write()
  reader = await openProfile(server.url, { width: 820, height: 800 })
  await signIn(reader.page, reading.email)
  await reader.page.getByTestId('history').waitFor()
})

afterAll(async () => {
  await reader?.close()
  await closeBrowser()
  await server?.stop()
})

const history = () => reader.page.getByTestId('history')
const latest = () => reader.page.getByRole('button', { name: /^To the latest/ })
const fromEnd = () => history().evaluate((element) => Math.round(element.scrollHeight - element.clientHeight - element.scrollTop))

/**
 * Scrolls up by one step, and says how far each message on screen is from where the step alone would put it.
 * A step of the very frame in which a page comes may be lost (the page hears of it a frame later): that is no jump.
 */
function stepUp(by: number): Promise<{ moved: number[]; top: number }> {
  return history().evaluate(async (element, step) => {
    const box = element.getBoundingClientRect()
    const places = () =>
      new Map([...element.querySelectorAll('[data-message]')].map((one) => [one.textContent, one.getBoundingClientRect()]))
    const painted = () =>
      new Promise<void>((resolve) =>
        requestAnimationFrame(() => {
          const { port1, port2 } = new MessageChannel()
          port1.addEventListener('message', () => resolve())
          port1.start()
          port2.postMessage(null)
        }),
      )
    const before = places()
    const from = element.scrollTop
    element.scrollTop -= step
    // less than a step where the top is near
    const applied = from - element.scrollTop
    for (let frame = 0; frame < 3; frame += 1) await painted()
    const after = places()
    const seen = [...before].filter(([, place]) => place.top >= box.top && place.top < box.bottom)
    const moved = seen.flatMap(([text, place]) => (after.has(text) ? [Math.round((after.get(text)?.top ?? 0) - place.top - applied)] : []))
    return { moved: moved.filter((distance) => Math.abs(distance + applied) > 4 || applied <= 4), top: element.scrollTop }
  }, by)
}

/** Scrolls up to where the room begins; answers by how many pixels a message jumped at worst. */
async function readUp(onStep: (top: number) => void = () => {}): Promise<number> {
  let worst = 0
  for (let step = 0; step < 400; step += 1) {
    const { moved, top } = await stepUp(240)
    for (const distance of moved) worst = Math.max(worst, Math.abs(distance))
    if (top <= 0 && (await reader.page.getByText('This is where “General” begins').count()) > 0) return worst
    onStep(top)
  }
  throw new Error('the beginning of the room did not come')
}

test('a room with unread messages opens at the line that says so', async () => {
  await reader.page.getByTestId('new-line').waitFor()
  await latest().waitFor()
})

test('and is not read by being opened alone', async () => {
  expect(await reader.page.title()).toBe('(160) General · Boltorezka')
})

test('a button goes to the first of them, however many pages up, and is gone then', async () => {
  const first = reader.page.getByRole('button', { name: 'To the first new' })
  await first.click()
  await reader.page.locator('[data-message]', { hasText: 'line 1:' }).waitFor()
  await reader.page.getByTestId('new-line').waitFor()
  await first.waitFor({ state: 'detached' })
  expect(await reader.page.getByTestId('new-line').isVisible()).toBe(true)
})

test('the button goes to the latest message', async () => {
  await latest().click()
  await reader.page.locator('[data-message]', { hasText: 'line 160:' }).waitFor()
  await latest().waitFor({ state: 'detached' })
  expect(await fromEnd()).toBeLessThanOrEqual(1)
})

test('the room is read then', async () => {
  const readAll = async () => {
    const { room: mine } = await call<{ room: { unread: number } }>(server.url, 'GET', room, await readerToken())
    return mine.unread === 0
  }
  await waitFor(readAll)
})

test('older pages come before the top is reached, and what is read does not jump', async () => {
  expect(await readUp()).toBeLessThanOrEqual(4)
  await reader.page.locator('[data-message]', { hasText: 'line 1:' }).waitFor()
})

test('nor does it when a page comes late, with the reader almost at the top', async () => {
  await reader.page.reload()
  await reader.page.locator('[data-message]', { hasText: 'line 160:' }).waitFor()
  let letIn = () => {}
  await reader.page.route(/\/messages\?/, async (route) => {
    await new Promise<void>((resolve) => (letIn = resolve))
    await route.continue()
  })
  expect(await readUp((top) => top < 300 && letIn())).toBeLessThanOrEqual(4)
  await reader.page.unrouteAll({ behavior: 'wait' })
})

test('only what is near the screen is in the page', async () => {
  expect(await reader.page.locator('[data-message]').count()).toBeLessThan(60)
})

test('a message that comes while one reads above is counted and moves nothing', async () => {
  const before = await history().evaluate((element) => element.scrollTop)
  await write()
  await reader.page.getByRole('button', { name: 'To the latest, 1 new message' }).waitFor()
  await write()
  await reader.page.getByRole('button', { name: 'To the latest, 2 new messages' }).waitFor()
  expect(await history().evaluate((element) => element.scrollTop)).toBe(before)
})

test('at the end new messages stay in sight, also when the composer grows', async () => {
  await latest().click()
  await latest().waitFor({ state: 'detached' })
  await write()
  await reader.page.locator('[data-message]', { hasText: `line ${written}:` }).waitFor()
  await reader.page.locator('textarea').fill('1\n2\n3\n4\n5')
  await waitFor(async () => (await fromEnd()) <= 1)
  await reader.page.locator('textarea').fill('')
})

test('arrows walk through the messages and Enter opens the actions', async () => {
  await history().focus()
  await reader.page.keyboard.press('ArrowUp')
  await reader.page.keyboard.press('ArrowUp')
  const focused = await reader.page.evaluate(() => document.activeElement?.textContent ?? '')
  expect(focused).toContain(`line ${written - 1}:`)
  await reader.page.keyboard.press('Enter')
  await reader.page.getByRole('menuitem', { name: 'Copy text' }).waitFor()
  await reader.page.keyboard.press('Escape')
})

test('a conversation of more calls than come at once shows the first of them too', async () => {
  const { room: direct } = await call<{ room: { id: string } }>(server.url, 'POST', '/v1/direct', reading.token, { userIds: [writer.id] })
  await call(server.url, 'POST', `/v1/rooms/${direct.id}/messages`, reading.token, { text: 'before all calls' })
  const caller = new RawClient(reading, server.url)
  await caller.connect()
  await caller.join(direct.id)
  for (let count = 0; count < calls; count += 1) {
    const over = new Promise<void>((resolve) => (caller.onFrame = ({ type }) => type === 'call.ended' && resolve()))
    const { callId } = await caller.request('call.join', { roomId: direct.id, media: { audio: true, video: false } })
    await caller.request('call.leave', { callId })
    await over
  }
  caller.hangUp()
  await reader.page.getByRole('link', { name: 'Max' }).click()
  // the beginning, the day, the message
  await reader.page.locator(`[data-index="${calls + 2}"] [data-testid=call-line]`).waitFor()
})

test('a first new message one page up has the button too', async () => {
  const { page } = reader
  await page.goto('/settings')
  const first = written + 1
  while (written < first + 69) await write()
  await page.getByRole('link', { name: /General.*70 unread messages/ }).click()
  await page.getByRole('button', { name: 'To the first new' }).click()
  await page.locator('[data-message]', { hasText: `line ${first}:` }).waitFor()
  await page.getByRole('button', { name: 'To the first new' }).waitFor({ state: 'detached' })
})

async function readerToken(): Promise<string> {
  const stored = await reader.page.evaluate(() => Object.values(localStorage).join(' '))
  const token = /eyJ[\w-]+\.[\w-]+\.[\w-]+/.exec(stored)?.[0]
  if (token === undefined) throw new Error('the page keeps no token')
  return token
}

async function waitFor(condition: () => Promise<boolean>): Promise<void> {
  const deadline = Date.now() + 10_000
  while (!(await condition())) {
    if (Date.now() > deadline) throw new Error('it did not come true in 10 s')
    await reader.page.waitForTimeout(50)
  }
}
