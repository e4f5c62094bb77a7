import { afterAll, beforeAll, describe, expect, setDefaultTimeout, test } from 'bun:test'
import { menuScreens } from '#scripts/menu-screens'
import { ringScreens } from '#scripts/ring-screens'
import { doorScreens, firstRunScreens, screens, type Scene, type Screen } from '#scripts/screens'
import { axeFindings } from '#test/parts/axe'
import { closeBrowser, openProfile, type Look, type Profile } from '#test/parts/browser'
import { startServer, type TestServer } from '#test/parts/server'
import { overflows, PASSWORD, signIn } from '#test/parts/web-people'
import { startWebServer } from '#test/parts/web-server'
import { tellStory, type Story } from '#test/parts/web-story'

setDefaultTimeout(60_000)

const looks: (Look & { width: number; language: 'en' | 'ru' })[] = [
  { width: 1440, theme: 'light', language: 'en' },
  { width: 1440, theme: 'dark', language: 'en' },
  { width: 390, height: 844, theme: 'light', language: 'ru' },
  { width: 390, height: 844, theme: 'dark', language: 'ru' },
]

const servers = new Map<string, TestServer>()
const stories = new Map<string, Story>()

beforeAll(async () => {
  servers.set('en', await startWebServer())
  servers.set('ru', await startServer())
  for (const [language, server] of servers) stories.set(language, await tellStory(server.url, language as 'en' | 'ru'))
})

afterAll(async () => {
  await closeBrowser()
  for (const server of servers.values()) await server.stop()
})

/** A page that answers 404 or 401 on purpose says so on the console. */
const expected = /status of 40[14]/

function walk(list: readonly Screen[], scene: () => Scene): void {
  for (const screen of list) {
    test(screen.name, async () => {
      await screen.show(scene())
      const { page } = scene()
      expect(await overflows(page)).toEqual([])
      // an open menu hangs over the page, outside of its landmarks, as those of the system do
      const menu = (await page.getByRole('menu').count()) > 0
      expect((await axeFindings(page)).filter((finding) => !(menu && finding.startsWith('region:')))).toEqual([])
      await screen.leave?.(scene())
    })
  }
}

for (const look of looks) {
  describe(`${look.width} ${look.theme} ${look.language}`, () => {
    let profile: Profile
    let scene: Scene

    const open = async () => {
      const server = servers.get(look.language)
      const story = stories.get(look.language)
      if (server === undefined || story === undefined) throw new Error(`no server speaks ${look.language}`)
      profile = await openProfile(server.url, look)
      scene = { page: profile.page, profile, story, width: look.width }
      return story
    }

    describe('door', () => {
      beforeAll(open)
      walk(doorScreens, () => scene)
      test('signing up leads to the first run', async () => {
        await scene.page.locator('input[name=name]').fill('Newcomer')
        await scene.page.locator('input[name=email]').fill(`new-${look.width}-${look.theme}@example.org`)
        await scene.page.locator('input[name=password]').fill(PASSWORD)
        await scene.page.locator('button[type=submit]').click()
        await scene.page.locator('h1').waitFor()
      })
      walk(firstRunScreens, () => scene)
      test('nothing was wrong on the console', () => expect(profile.errors.filter((error) => !expected.test(error))).toEqual([]))
      afterAll(() => profile.close())
    })

    describe('inside', () => {
      beforeAll(async () => {
        const story = await open()
        await signIn(scene.page, story.owner.email)
      })
      walk([...screens, ...menuScreens, ...ringScreens], () => scene)
      test('nothing was wrong on the console', () => expect(profile.errors.filter((error) => !expected.test(error))).toEqual([]))
      afterAll(() => profile.close())
    })
  })
}
