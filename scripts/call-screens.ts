import { escape, press, room, words, type Screen } from './screens'

/** The call, with somebody already in it. */
export const callScreens: readonly Screen[] = [
  {
    name: 'call-before',
    show: async (scene) => {
      await room(scene)
      const { page, story } = scene
      await page.getByRole('button', { name: words(story).room.joinCall }).click()
      await page.getByRole('dialog').waitFor()
      await page
        .getByRole('dialog')
        .getByRole('button', { name: words(story).call.camOn })
        .click()
      await page.locator('[role=dialog] video').waitFor()
    },
  },
  {
    name: 'call-stage',
    show: async ({ page, story }) => {
      await page
        .getByRole('dialog')
        .getByRole('button', { name: words(story).call.join, exact: true })
        .click()
      await page.getByTestId('tile').nth(1).waitFor()
      await page.waitForFunction(() => document.querySelectorAll('[data-testid=tile] video').length === 2)
      await page.waitForFunction(() => [...document.querySelectorAll('video')].every((video) => video.videoWidth > 0))
    },
  },
  {
    name: 'call-speaker',
    show: async ({ page, story }) => {
      await press(page, words(story).stage.viewSpeaker)
      await page.getByRole('button', { name: words(story).stage.viewGrid }).waitFor()
    },
    leave: ({ page, story }) => press(page, words(story).stage.viewGrid),
  },
  {
    name: 'call-person',
    show: async ({ page, story }) => {
      await page.getByTestId('tile').nth(1).getByRole('button').last().click()
      await page.getByRole('button', { name: words(story).stage.remove }).waitFor()
    },
    leave: escape,
  },
  {
    name: 'call-devices',
    show: async ({ page, story }) => {
      const stage = page.getByTestId('stage')
      await stage.getByRole('button', { name: words(story).call.devices, exact: true }).click()
      await page.getByRole('dialog').getByText(words(story).stage.noiseStrong, { exact: true }).waitFor()
    },
    leave: escape,
  },
  {
    name: 'call-share-ask',
    show: async ({ page, story }) => {
      await page
        .getByTestId('stage')
        .getByRole('button', { name: words(story).stage.share, exact: true })
        .click()
      await page.getByRole('dialog').getByText(words(story).stage.textNote).waitFor()
    },
    leave: escape,
  },
  {
    name: 'call-share',
    show: async ({ page, story, caller }) => {
      if (caller === undefined) throw new Error('nobody to share a screen')
      await press(caller, words(story).stage.share)
      await press(caller, words(story).stage.shareGo)
      await page.getByTestId('screen-tile').waitFor()
      await page.waitForFunction(() => [...document.querySelectorAll('video')].every((video) => video.videoWidth > 0))
    },
    leave: async ({ page, story, caller }) => {
      if (caller !== undefined) await press(caller, words(story).stage.stopSharing)
      await page.getByTestId('screen-tile').waitFor({ state: 'detached' })
    },
  },
  {
    name: 'call-elsewhere',
    show: async ({ page }) => {
      // a click, not goto: the call lives in this page
      await page.evaluate(() => {
        history.pushState(null, '', '/calls')
        dispatchEvent(new PopStateEvent('popstate'))
      })
      await page.locator('[data-testid=call-dock], [data-testid=call-bar]').waitFor()
    },
    leave: async ({ page, story }) => press(page, words(story).call.leave),
  },
]
