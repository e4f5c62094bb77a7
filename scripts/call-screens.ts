import type { Page } from 'playwright-core'
import { escape, press, room, words, type Scene, type Screen } from './screens'

export const stageOf = (page: Page) => page.getByTestId('stage')

/** Does something on the stage: what a narrow one has no room for is in a menu. */
export async function onStage({ page, story }: Scene, name: string): Promise<void> {
  const button = stageOf(page).getByRole('button', { name, exact: true })
  if ((await button.count()) > 0) return button.click()
  await stageOf(page)
    .getByRole('button', { name: words(story).more, exact: true })
    .click()
  await page.getByRole('menuitem', { name, exact: true }).click()
}

/** Waits until every picture there should be is there. */
async function pictures(page: Page): Promise<void> {
  await page.waitForFunction(() => [...document.querySelectorAll('video')].every((video) => video.videoWidth > 0))
}

/** Somebody of the others, by their place. */
export function other({ others }: Scene, index: number): Page {
  const page = others?.[index]
  if (page === undefined) throw new Error('nobody else is in the call')
  return page
}

/** The call, with somebody already in it. */
export const callScreens: readonly Screen[] = [
  {
    name: 'call-refused-devices',
    show: async (scene) => {
      await room(scene)
      const { page, story } = scene
      await page.evaluate(() => {
        const { mediaDevices } = navigator
        const given = mediaDevices.getUserMedia.bind(mediaDevices)
        Object.assign(globalThis, { giveDevices: () => (mediaDevices.getUserMedia = given) })
        mediaDevices.getUserMedia = () => Promise.reject(new DOMException('no', 'NotAllowedError'))
      })
      await page.getByRole('button', { name: words(story).room.joinCall }).click()
      await page.getByRole('dialog').getByRole('status').first().waitFor()
    },
    leave: async ({ page }) => {
      await page.evaluate(() => (globalThis as unknown as { giveDevices: () => void }).giveDevices())
      await page.keyboard.press('Escape')
    },
  },
  {
    name: 'call-before',
    show: async (scene) => {
      const { page, story } = scene
      await page.getByRole('button', { name: words(story).room.joinCall }).click()
      await page
        .getByRole('dialog')
        .getByRole('button', { name: words(story).call.camOn })
        .click()
      await page.locator('[role=dialog] video').waitFor()
      await heard(page)
    },
  },
  {
    name: 'call-stage',
    show: async ({ page, story }) => {
      await page
        .getByRole('dialog')
        .getByRole('button', { name: words(story).call.join, exact: true })
        .click()
      await page.getByTestId('tile').nth(2).waitFor()
      await page.waitForFunction(() => document.querySelectorAll('[data-testid=tile] video').length === 2)
      await pictures(page)
    },
  },
  {
    name: 'call-menu',
    narrow: true,
    show: async ({ page, story }) => {
      await stageOf(page)
        .getByRole('button', { name: words(story).more, exact: true })
        .click()
      await page.getByRole('menu').waitFor()
    },
    leave: escape,
  },
  {
    name: 'call-speaker',
    show: async (scene) => {
      await onStage(scene, words(scene.story).stage.viewSpeaker)
      await scene.page.waitForFunction(() => {
        const widths = [...document.querySelectorAll('[data-testid=tile]')].map(({ clientWidth }) => clientWidth)
        return new Set(widths).size > 1
      })
    },
    leave: (scene) => onStage(scene, words(scene.story).stage.viewGrid),
  },
  {
    name: 'call-person',
    show: async ({ page, story }) => {
      await page.getByTestId('tile').nth(1).getByRole('button').last().click()
      await page.getByRole('button', { name: words(story).stage.remove }).waitFor()
    },
  },
  {
    name: 'call-remove',
    show: async ({ page, story }) => {
      await press(page, words(story).stage.remove)
      await page.getByRole('alertdialog').waitFor()
    },
    leave: escape,
  },
  {
    name: 'call-invite',
    show: async (scene) => {
      await onStage(scene, words(scene.story).ring.invite)
      await scene.page.getByRole('dialog').getByRole('listitem').first().waitFor()
    },
    leave: escape,
  },
  {
    name: 'call-devices',
    show: async (scene) => {
      const { page, story } = scene
      await onStage(scene, words(story).call.devices)
      await page.getByRole('dialog').getByText(words(story).stage.noiseStrong, { exact: true }).waitFor()
      await heard(page)
    },
  },
  {
    name: 'call-talk',
    show: async ({ page, story }) => {
      await page.getByRole('dialog').getByText(words(story).stage.talkPush, { exact: true }).click()
      await page.keyboard.press('Escape')
      await page.getByRole('dialog').waitFor({ state: 'detached' })
      await page.keyboard.down('Space')
      await page.getByRole('button', { name: words(story).stage.onAir }).waitFor()
    },
    leave: async (scene) => {
      const { page, story } = scene
      await page.keyboard.up('Space')
      await onStage(scene, words(story).call.devices)
      await page.getByRole('dialog').getByText(words(story).stage.talkOpen, { exact: true }).click()
      await page.keyboard.press('Escape')
    },
  },
  {
    name: 'call-share-ask',
    show: async (scene) => {
      await onStage(scene, words(scene.story).stage.share)
      await scene.page.getByRole('dialog').getByText(words(scene.story).stage.textNote).waitFor()
    },
    leave: escape,
  },
  {
    name: 'call-share',
    show: async (scene) => {
      const caller = other(scene, 0)
      await press(caller, words(scene.story).stage.share)
      await press(caller, words(scene.story).stage.shareGo)
      await scene.page.getByTestId('screen-tile').waitFor()
      await pictures(scene.page)
    },
    leave: async (scene) => {
      await press(other(scene, 0), words(scene.story).stage.stopSharing)
      await scene.page.getByTestId('screen-tile').waitFor({ state: 'detached' })
    },
  },
]

/** Until the level meter can be seen to move. */
async function heard(page: Page): Promise<void> {
  await page.waitForFunction(() => {
    const bar = document.querySelector('[role=dialog] [data-testid=level] span span')
    return (bar?.getBoundingClientRect().width ?? 0) > 100
  })
}
