import { existsSync } from 'node:fs'
import { mkdir, rm } from 'node:fs/promises'
import { join } from 'node:path'
import type { Page } from 'playwright-core'
import { cachedWorker } from '#src/main/media-worker'
import { closeBrowser, openProfile } from '#test/parts/browser'
import { startServer, type TestServer } from '#test/parts/server'
import { call, overflows, PASSWORD, signIn } from '#test/parts/web-people'
import { storyRoom, tellStory, type Story } from '#test/parts/web-story'
import { buildWeb } from './build-web'
import { callScreens } from './call-screens'
import { leavingScreens } from './leaving-screens'
import { menuScreens } from './menu-screens'
import { recordingScreens } from './recording-screens'
import { callingScreens, ringScreens } from './ring-screens'
import { buildSeed } from './seed'
import { awayScreens, doorScreens, firstRunScreens, screens, words, type Scene, type Screen } from './screens'

const out = join(import.meta.dir, '../screenshots')
const widths = [1440, 820, 390] as const
const heights = { 1440: 900, 820: 1100, 390: 844 } as const
const themes = ['light', 'dark'] as const
const languages = ['en', 'ru'] as const

/** Recordings need a media worker and ffmpeg; without them their pictures are left out. */
const env = { MEDIA_WORKER_BIN: process.env['MEDIA_WORKER_BIN'] ?? cachedWorker(), FFMPEG: process.env['FFMPEG'] ?? 'ffmpeg' }
const missing = [
  existsSync(env.MEDIA_WORKER_BIN) ? null : 'no media worker (npm run media-worker)',
  Bun.which(env.FFMPEG) === null ? 'no ffmpeg' : null,
].filter((one) => one !== null)
const records = missing.length === 0
if (!records) console.error(`No pictures of recordings: ${missing.join(', ')}.`)

const problems: string[] = []
let pictures = 0
// `bun scripts/screenshots.ts room 390 ru` takes only what has all these words in its name
const only = process.argv.slice(2)

/** Whether this width, theme or language is asked for: all are, unless one of its kind was named. */
function asked(value: number | string, kind: readonly (number | string)[]): boolean {
  return only.includes(String(value)) || !kind.some((each) => only.includes(String(each)))
}

async function shoot(scene: Scene, list: readonly Screen[], look: string): Promise<void> {
  for (const screen of list.filter(({ narrow }) => !narrow || scene.width < 1_024)) {
    const name = `${screen.name}-${look}`
    try {
      await screen.show(scene)
      await scene.page.evaluate(() => document.fonts.ready)
      await scene.page.waitForTimeout(150)
      if (only.every((word) => name.split('-').includes(word))) {
        await scene.page.screenshot({ path: join(out, `${name}.png`), timeout: 30_000 })
        pictures += 1
      }
      for (const problem of await overflows(scene.page)) problems.push(`${name}: ${problem}`)
      await screen.leave?.(scene)
      // no hint of what was pressed last, no line under the mouse
      await scene.page.mouse.move(0, 0)
      await scene.page.evaluate(() => document.activeElement?.closest('[role=dialog]') ?? (document.activeElement as HTMLElement).blur())
    } catch (error) {
      await scene.page.screenshot({ path: join(out, `${name}-BROKEN.png`) })
      problems.push(`${name}: ${error instanceof Error ? error.message.split('\n')[0] : String(error)}`)
      await screen.leave?.(scene).catch(() => undefined)
    }
  }
}

/** The two who are in the call with the owner: one with a camera, one with neither camera nor microphone. */
async function company(server: TestServer, story: Story): Promise<{ others: Page[]; startCall: () => Promise<void> }> {
  const { room: labels, call: names } = words(story)
  const others: Page[] = []
  for (const person of story.people.slice(1, 3)) {
    const { page } = await openProfile(server.url, { width: 1_280, height: 700, language: story.language })
    await signIn(page, person.email)
    await page.goto(`/r/${storyRoom(story.language)}`)
    others.push(page)
  }
  const startCall = async () => {
    for (const [index, page] of others.entries()) {
      await page.getByRole('button', { name: index === 0 ? labels.call : labels.joinCall, exact: true }).click()
      const dialog = page.getByRole('dialog')
      const wanted = index === 0 ? [names.camOn] : [names.camOff, names.micOff]
      for (const name of wanted) {
        const button = dialog.getByRole('button', { name })
        if ((await button.count()) > 0) await button.click()
      }
      if (index === 0) await dialog.locator('video').waitFor()
      await dialog.getByRole('button', { name: index === 0 ? names.start : names.join, exact: true }).click()
      await page.getByTestId('stage').waitFor()
    }
  }
  return { others, startCall }
}

// a part leaves the other pictures alone
if (only.length === 0) await rm(out, { recursive: true, force: true })
await mkdir(out, { recursive: true })
await buildSeed()
await buildWeb(join(import.meta.dir, '../dist/web'))
for (const language of languages.filter((each) => asked(each, languages))) {
  const server = await startServer(records ? { mediaWorkers: 1, env } : { env })
  try {
    const story = await tellStory(server.url, language)
    const { others, startCall } = await company(server, story)
    for (const theme of themes.filter((each) => asked(each, themes))) {
      for (const width of widths.filter((each) => asked(each, widths))) {
        const look = `${width}-${theme}-${language}`
        const size = { width, height: heights[width], theme, language }
        const stranger = await openProfile(server.url, size)
        const door: Scene = { page: stranger.page, profile: stranger, story, width }
        await shoot(door, doorScreens, look)
        await stranger.page.locator('input[name=name]').fill(language === 'ru' ? 'Новенький' : 'Newcomer')
        await stranger.page.locator('input[name=email]').fill(`new-${look}@example.org`)
        await stranger.page.locator('input[name=password]').fill(PASSWORD)
        await stranger.page.locator('button[type=submit]').click()
        await shoot(door, firstRunScreens, look)
        await stranger.close()

        const said = language === 'ru' ? 'Печь тёплая, можно начинать.' : 'The furnace is warm, we can begin.'
        await call(server.url, 'POST', `/v1/rooms/${storyRoom(language)}/messages`, story.people[2]?.token ?? '', { text: said })
        const owner = await openProfile(server.url, size)
        const scene: Scene = { page: owner.page, profile: owner, story, width, others }
        await signIn(owner.page, story.owner.email)
        await shoot(scene, [...screens, ...menuScreens, ...ringScreens, ...callingScreens], look)
        await startCall()
        await shoot(scene, [...callScreens, ...(records ? recordingScreens : []), ...leavingScreens], look)
        await owner.page.goto(`/r/${storyRoom(language)}`)
        await owner.page.locator('[data-message]').first().waitFor()
        await owner.context.setOffline(true)
        await shoot(scene, awayScreens, look)
        for (const error of owner.errors)
          if (!/status of 40\d|ERR_INTERNET_DISCONNECTED|WebSocket/.test(error)) problems.push(`${look}: ${error}`)
        await owner.close()
        console.log(`${look}: ${pictures} pictures, ${problems.length} problems so far`)
      }
    }
  } finally {
    await server.stop()
  }
}
await closeBrowser()
for (const problem of problems) console.error(problem)
console.log(`${pictures} pictures in ${out}, ${problems.length} problems`)
process.exit(problems.length === 0 ? 0 : 1)
