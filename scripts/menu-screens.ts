import { escape, room, words, type Screen } from './screens'

/** Small menus of the room and of the rail. */
export const menuScreens: readonly Screen[] = [
  {
    name: 'message-menu',
    show: async (scene) => {
      await room(scene)
      const { page } = scene
      const message = page.locator('[data-message]').last()
      await message.focus()
      await page.keyboard.press('Enter')
      await page.getByRole('menu').waitFor()
    },
    leave: escape,
  },
  {
    name: 'person-menu',
    show: async ({ page, width, story }) => {
      if (width < 1_024) await page.getByRole('button', { name: new RegExp(`^${words(story).room.people},`) }).click()
      await page.locator('aside li').last().getByRole('button').click()
      await page.getByRole('menu').waitFor()
    },
    leave: async ({ page, width }) => {
      await page.keyboard.press('Escape')
      if (width < 1_024) await page.keyboard.press('Escape')
    },
  },
]
