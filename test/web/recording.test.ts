import { afterAll, beforeAll, expect, setDefaultTimeout, test } from 'bun:test'
import { axeFindings } from '#test/parts/axe'
import { closeBrowser, openProfile, type Profile } from '#test/parts/browser'
import { OWNER_EMAIL, type TestServer } from '#test/parts/server'
import { overflows, signUp } from '#test/parts/web-people'
import { enterCall } from '#test/parts/web-media'
import { startWebServer } from '#test/parts/web-server'

setDefaultTimeout(150_000)

let server: TestServer
let vera: Profile
let max: Profile

/** Where pictures of this story go, when somebody wants to look. */
const pictures = process.env['PICTURES']
const picture = async ({ page }: Profile, name: string): Promise<void> => {
  if (pictures) await page.screenshot({ path: `${pictures}/${name}.png` })
}

beforeAll(async () => {
  server = await startWebServer({ mediaWorkers: 1 })
  const open = async (name: string, email: string, look: object): Promise<Profile> => {
    const profile = await openProfile(server.url, look)
    profile.page.setDefaultTimeout(30_000)
    await signUp(profile.page, name, email)
    await profile.page.getByRole('link', { name: /General/ }).click()
    await profile.page.getByRole('textbox', { name: 'Message to General' }).waitFor()
    return profile
  }
  vera = await open('Vera', OWNER_EMAIL, { width: 1280, height: 800 })
  max = await open('Max', 'max@example.org', { width: 390, height: 844 })
})

afterAll(async () => {
  for (const profile of [vera, max]) await profile?.close()
  await closeBrowser()
  await server?.stop()
})

test('the owner records, and everybody is asked and sees it', async () => {
  await enterCall(vera.page)
  await vera.page.getByTestId('stage').waitFor()
  await enterCall(max.page)
  await vera.page.getByTestId('stage').getByRole('listitem', { name: /Max/ }).waitFor()
  expect(await max.page.getByRole('button', { name: 'Record the call' }).count()).toBe(0)
  await vera.page.getByRole('button', { name: 'Record the call' }).click()
  const asked = max.page.getByRole('dialog', { name: 'The call is being recorded' })
  await asked.waitFor()
  expect(await axeFindings(max.page)).toEqual([])
  await picture(max, 'asked')
  await asked.getByRole('button', { name: 'Do not record me' }).click()
  for (const { page } of [vera, max]) {
    const stage = page.getByTestId('stage')
    await stage.getByTestId('recording').getByText('Recording').waitFor()
    await stage.getByTestId('recording').getByRole('timer').getByText('0:01').waitFor()
    await stage.getByRole('listitem', { name: /Max.*not recorded/ }).waitFor()
    expect(await overflows(page)).toEqual([])
  }
  await vera.page.getByTestId('stage').getByText('Recorded: you').waitFor()
  await max.page.getByTestId('stage').getByText('Recorded: Vera').waitFor()
  expect(await axeFindings(vera.page)).toEqual([])
  await picture(vera, 'stage')
  await picture(max, 'stage-phone')
})

/** Waits until so many seconds more of a picture were shown: so much longer is the recording then. */
async function shown({ page }: Profile, seconds: number): Promise<void> {
  const at = () => (document.querySelector('[data-testid=stage] video') as HTMLVideoElement).currentTime
  const until = (await page.evaluate(at)) + seconds
  await page.waitForFunction((end) => (document.querySelector('[data-testid=stage] video') as HTMLVideoElement).currentTime > end, until)
}

test('it is made a file of the room, which members play and download', async () => {
  // shorter than this it could be over before the first key frame, and have no picture
  await shown(vera, 4)
  await vera.page.getByRole('button', { name: 'Stop recording', exact: true }).click()
  await max.page.getByText('The recording is in the files of the room').waitFor({ timeout: 100_000 })
  for (const profile of [vera, max]) {
    const { page } = profile
    await page.getByRole('button', { name: 'Files', exact: true }).click()
    const panel = page.getByRole('complementary', { name: 'Files' })
    await panel.getByRole('button', { name: /^Play Recording/ }).waitFor()
    expect(await axeFindings(page)).toEqual([])
    await picture(profile, `files-${profile === max ? 'phone' : 'wide'}`)
  }
  await max.page.getByRole('button', { name: /^Play Recording/ }).click()
  const video = max.page.getByRole('dialog').locator('video')
  await video.waitFor()
  await max.page.waitForFunction(() => (document.querySelector('[role=dialog] video') as HTMLVideoElement | null)?.readyState === 4)
  expect(await video.evaluate((element: HTMLVideoElement) => element.videoWidth)).toBe(1_280)
  expect(await axeFindings(max.page)).toEqual([])
  await picture(max, 'player-phone')
  await max.page.keyboard.press('Escape')
  const downloading = vera.page.waitForEvent('download')
  await vera.page.getByRole('button', { name: /^Download Recording/ }).click()
  expect((await downloading).suggestedFilename()).toMatch(/^recording-.*\.mp4$/)
  expect(await max.page.getByRole('button', { name: /^Delete Recording/ }).count()).toBe(0)
})

test('what is left of the call plays it, and tells the owner how the call went', async () => {
  await max.page.getByRole('complementary', { name: 'Files' }).getByRole('button', { name: 'Close files' }).click()
  for (const { page } of [max, vera]) await page.getByRole('button', { name: 'Leave the call' }).first().click()
  const line = vera.page.getByTestId('call-line')
  await line.getByRole('button', { name: 'Recording' }).click()
  await vera.page.waitForFunction(() => (document.querySelector('[role=dialog] video') as HTMLVideoElement | null)?.readyState === 4)
  expect(await vera.page.getByRole('dialog').locator('video').getAttribute('poster')).toMatch(/poster/)
  await vera.page.keyboard.press('Escape')
  expect(await axeFindings(vera.page)).toEqual([])
  await max.page.getByTestId('call-line').getByRole('button', { name: 'Recording' }).waitFor()
  expect(await max.page.getByRole('link', { name: 'Connection quality' }).count()).toBe(0)
  await line.getByRole('link', { name: 'Connection quality' }).click()
  await vera.page.getByRole('heading', { name: 'Max' }).waitFor()
  await vera.page.goBack()
  for (const { page } of [vera, max]) await page.getByRole('button', { name: 'Files', exact: true }).click()
})

test('the owner deletes it, and it goes for everybody', async () => {
  await vera.page.getByRole('button', { name: /^Delete Recording/ }).click()
  await vera.page.getByRole('alertdialog').getByRole('button', { name: 'Delete' }).click()
  for (const { page } of [vera, max]) await page.getByText('No files yet').waitFor()
  expect([...vera.errors, ...max.errors]).toEqual([])
})
