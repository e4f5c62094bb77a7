import type { Page } from 'playwright-core'
import type { Profile } from '#test/parts/browser'
import { storyQuietRoom, storyRoom, type Story } from '#test/parts/web-story'
import { en } from '#web/i18n/en'
import { ru } from '#web/i18n/ru'

/** `others` are the pages of those who are in the call: the first may moderate the room and has a camera, the second has none. */
export type Scene = { page: Page; profile: Profile; story: Story; width: number; others?: readonly Page[] }

/** One picture: how to get there, and how to leave it clean for the next. `narrow`: only phones and tablets have it. */
export type Screen = {
  name: string
  narrow?: boolean
  show: (scene: Scene) => Promise<void>
  leave?: (scene: Scene) => Promise<void>
}

export const words = (story: Story) => (story.language === 'ru' ? ru : en)
export const press = (page: Page, name: string) => page.getByRole('button', { name, exact: true }).first().click()
export const escape = ({ page }: Scene) => page.keyboard.press('Escape')
/** Goes there, until the page says where one is. */
const visit = async ({ page }: Scene, path: string) => {
  await page.goto(path)
  await page.getByRole('heading', { level: 1 }).first().waitFor({ state: 'attached' })
}

export const room = async ({ page, story }: Scene) => {
  await page.goto(`/r/${storyRoom(story.language)}`)
  await page.locator('[data-message]').first().waitFor()
}

/** Before anybody is signed in. */
export const doorScreens: readonly Screen[] = [
  { name: 'sign-in', show: async ({ page }) => void (await page.goto('/sign-in')) },
  {
    name: 'sign-in-wrong',
    show: async ({ page }) => {
      await page.locator('input[name=email]').fill('nobody@example.org')
      await page.locator('input[name=password]').fill('not the password')
      await page.locator('button[type=submit]').click()
      await page.getByRole('alert').waitFor()
    },
  },
  { name: 'sign-up', show: async ({ page }) => void (await page.goto('/sign-up')) },
  {
    name: 'sign-up-errors',
    show: async ({ page }) => {
      await page.locator('button[type=submit]').click()
      await page.getByRole('alert').first().waitFor()
    },
  },
]

/** Right after signing up. */
export const firstRunScreens: readonly Screen[] = [
  { name: 'first-run-look', show: ({ page, story }) => page.getByRole('button', { name: words(story).next, exact: true }).waitFor() },
  { name: 'first-run-rooms', show: async ({ page, story }) => press(page, words(story).next) },
  {
    name: 'first-run-voice',
    show: async ({ page, story }) => {
      await press(page, words(story).next)
      await press(page, words(story).firstRun.callsStart)
      await page.locator('video').waitFor()
    },
  },
  {
    name: 'home-empty',
    show: async ({ page, story }) => {
      await press(page, words(story).firstRun.finish)
      await page.locator('nav').first().waitFor()
    },
  },
]

/** As the owner of a server with people and talk. */
export const screens: readonly Screen[] = [
  {
    name: 'call-check',
    show: async ({ page, story }) => {
      await page.goto('/call-check')
      await page.getByRole('heading', { name: words(story).doctor.serverTitle }).waitFor()
      await page.locator('button:enabled', { hasText: words(story).doctor.copy }).waitFor()
    },
  },
  { name: 'rooms', show: (scene) => visit(scene, scene.width < 600 ? '/' : '/calls') },
  { name: 'room', show: room },
  {
    name: 'room-people',
    show: async ({ page, width, story }) => {
      if (width < 1_024) await page.getByRole('button', { name: new RegExp(`^${words(story).room.people},`) }).click()
      await page.locator('aside li').first().waitFor()
    },
    leave: async (scene) => {
      if (scene.width < 1_024) await escape(scene)
    },
  },
  {
    name: 'room-writing',
    show: async ({ page }) => {
      await page.locator('textarea').fill('1\n2\n3\n4')
      await page.locator('textarea').focus()
    },
    leave: async ({ page }) => page.locator('textarea').fill(''),
  },
  {
    name: 'room-settings',
    show: async ({ page, story }) => {
      await press(page, words(story).room.settings)
      await page.getByRole('dialog').waitFor()
    },
  },
  {
    name: 'room-archive',
    show: async ({ page, story }) => {
      await press(page, words(story).rooms.archive)
      await page.getByRole('alertdialog').waitFor()
    },
    leave: escape,
  },
  {
    name: 'add-people',
    show: async (scene) => {
      const { page, width, story } = scene
      if (width < 1_024) await page.getByRole('button', { name: new RegExp(`^${words(story).room.people},`) }).click()
      await press(page, words(story).people.add)
      await page
        .getByRole('dialog')
        .getByRole('textbox')
        .fill(story.language === 'ru' ? 'М' : 'M')
      await page.getByRole('dialog').getByRole('listitem').first().waitFor()
    },
    leave: escape,
  },
  {
    name: 'quiet-room',
    show: async ({ page, story }) => {
      await page.goto(`/r/${storyQuietRoom(story.language)}`)
      await page.locator('[data-message]').first().waitFor()
    },
  },
  {
    name: 'direct',
    show: async ({ page, story, width }) => {
      await page.goto('/direct')
      await page.getByRole('link', { name: new RegExp(story.people[1]?.name ?? '') }).waitFor()
      if (width >= 600) await page.getByText(words(story).direct.pick).waitFor()
    },
  },
  {
    name: 'new-message',
    show: async ({ page, story }) => {
      await press(page, words(story).direct.new)
      await page
        .getByRole('dialog')
        .getByRole('button', { name: story.people[2]?.name ?? '' })
        .click()
      await page
        .getByRole('dialog')
        .getByRole('button', { name: story.people[3]?.name ?? '' })
        .click()
    },
    leave: escape,
  },
  {
    name: 'direct-room',
    show: async ({ page, story }) => {
      await page.getByRole('link', { name: new RegExp(story.people[1]?.name ?? '') }).click()
      await page.locator('[data-message]').first().waitFor()
    },
  },
  {
    name: 'create-room',
    show: async ({ page, story }) => {
      await page.goto('/')
      await press(page, words(story).rail.create)
      await page
        .getByRole('dialog')
        .getByRole('textbox')
        .first()
        .fill(story.language === 'ru' ? 'Щёлково, вечер' : 'Evening shift')
    },
    leave: escape,
  },
  { name: 'settings', show: async ({ page }) => (await page.goto('/settings'), page.locator('section li').first().waitFor()) },
  {
    name: 'settings-devices',
    show: async ({ page }) => page.locator('section').last().scrollIntoViewIfNeeded(),
  },
  { name: 'admin', show: async ({ page }) => (await page.goto('/admin'), page.locator('main li').first().waitFor()) },
  { name: 'calls', show: (scene) => visit(scene, '/calls') },
  {
    name: 'room-gone',
    show: async ({ page, story }) => (await page.goto('/r/no-such-room'), page.getByText(words(story).room.gone).waitFor()),
  },
  { name: 'lost', show: async ({ page, story }) => (await page.goto('/no/such/page'), page.getByText(words(story).lost.title).waitFor()) },
]

/** With the server out of reach. */
export const awayScreens: readonly Screen[] = [
  {
    name: 'disconnected',
    show: async ({ page, story }) => {
      await page.locator('textarea').fill(story.language === 'ru' ? 'Уже иду' : 'On my way')
      await page.keyboard.press('Enter')
      await page.getByTestId('connection-banner').waitFor({ timeout: 20_000 })
    },
  },
]
