import { mkdir, rm } from 'node:fs/promises'
import { join } from 'node:path'
import type { Page } from 'playwright-core'
import { createClient } from '#sdk/client'
import { closeBrowser, openProfile } from '#test/parts/browser'
import { startServer, type TestServer } from '#test/parts/server'
import { call, overflows, PASSWORD, signIn } from '#test/parts/web-people'
import { storyRoom, tellStory, type Story } from '#test/parts/web-story'
import { buildWeb } from './build-web'
import { callScreens } from './call-screens'
import { ringScreens } from './ring-screens'
import { awayScreens, doorScreens, firstRunScreens, screens, type Scene, type Screen } from './screens'

const out = join(import.meta.dir, '../screenshots')
const widths = [1440, 820, 390] as const
const heights = { 1440: 900, 820: 1100, 390: 844 } as const
const themes = ['light', 'dark'] as const
const languages = ['en', 'ru'] as const

const problems: string[] = []
let pictures = 0
// `bun scripts/screenshots.ts room 390 ru` takes only what has all these words in its name
const only = process.argv.slice(2)

/** Whether this width, theme or language is asked for: all are, unless one of its kind was named. */
function asked(value: number | string, kind: readonly (number | string)[]): boolean {
  return only.includes(String(value)) || !kind.some((each) => only.includes(String(each)))
}

async function shoot(scene: Scene, list: readonly Screen[], look: string): Promise<void> {
  for (const screen of list) {
    const name = `${screen.name}-${look}`
    try {
      await screen.show(scene)
      await scene.page.evaluate(() => document.fonts.ready)
      await scene.page.waitForTimeout(150)
      if (only.every((word) => name.split('-').includes(word))) {
        await scene.page.screenshot({ path: join(out, `${name}.png`) })
        pictures += 1
      }
      for (const problem of await overflows(scene.page)) problems.push(`${name}: ${problem}`)
      await screen.leave?.(scene)
    } catch (error) {
      await scene.page.screenshot({ path: join(out, `${name}-BROKEN.png`) })
      problems.push(`${name}: ${error instanceof Error ? error.message.split('\n')[0] : String(error)}`)
    }
  }
}

/** Somebody who is there, types, and is in the call with a camera. */
async function company(server: TestServer, story: Story): Promise<{ caller: Page; startCall: () => Promise<void> }> {
  const ends: (() => void)[] = []
  for (const person of story.people.slice(2, 3)) {
    const client = createClient({ baseUrl: server.url })
    await client.accounts.login({ email: person.email, password: PASSWORD })
    ends.push(() => client.close())
  }
  const caller = await openProfile(server.url, { language: story.language })
  await signIn(caller.page, story.people[1]?.email ?? '')
  await caller.page.goto(`/r/${storyRoom(story.language)}`)
  const start = story.language === 'ru' ? 'Позвонить' : 'Start a call'
  const camera = story.language === 'ru' ? 'Включить камеру' : 'Turn the camera on'
  const go = story.language === 'ru' ? 'Позвонить' : 'Start the call'
  const startCall = async () => {
    if ((await caller.page.getByTestId('call-dock').count()) === 0) {
      await caller.page.getByRole('button', { name: start }).click()
      const dialog = caller.page.getByRole('dialog')
      if ((await dialog.getByRole('button', { name: camera }).count()) > 0) await dialog.getByRole('button', { name: camera }).click()
      await dialog.locator('video').waitFor()
      await dialog.getByRole('button', { name: go, exact: true }).click()
      await caller.page.getByTestId('stage').waitFor()
    }
  }
  return { caller: caller.page, startCall }
}

await rm(out, { recursive: true, force: true })
await mkdir(out, { recursive: true })
await buildWeb(join(import.meta.dir, '../dist/web'))
for (const language of languages.filter((each) => asked(each, languages))) {
  const server = await startServer()
  try {
    const story = await tellStory(server.url, language)
    const { caller, startCall } = await company(server, story)
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
        const scene: Scene = { page: owner.page, profile: owner, story, width, caller }
        await signIn(owner.page, story.owner.email)
        await shoot(scene, [...screens, ...ringScreens], look)
        await startCall()
        await shoot(scene, callScreens, look)
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
