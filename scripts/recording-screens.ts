import { onStage, other, stageOf } from './call-screens'
import { escape, press, words, type Scene, type Screen } from './screens'

const answer = (scene: Scene, name: string) => scene.page.getByRole('dialog').getByRole('button', { name, exact: true }).click()

/** A recording of the call on stage, begun by somebody else, and the file it becomes. */
export const recordingScreens: readonly Screen[] = [
  {
    name: 'recording-asked',
    show: async (scene) => {
      await press(other(scene, 0), words(scene.story).recording.start)
      await scene.page.getByRole('dialog', { name: words(scene.story).recording.askTitle }).waitFor()
    },
  },
  {
    name: 'recording-on',
    show: async (scene) => {
      const { recording } = words(scene.story)
      await press(other(scene, 1), recording.refuse)
      await answer(scene, recording.agree)
      await stageOf(scene.page).getByText(recording.on, { exact: true }).waitFor()
      await stageOf(scene.page)
        .getByRole('listitem', { name: new RegExp(recording.not) })
        .waitFor()
    },
  },
  {
    name: 'recording-elsewhere',
    show: async (scene) => {
      await scene.page.evaluate(() => {
        history.pushState(null, '', '/calls')
        dispatchEvent(new PopStateEvent('popstate'))
      })
      await scene.page.locator('[data-testid=call-dock], [data-testid=call-bar]').waitFor()
    },
    leave: async ({ page }) => {
      await page.goBack()
      await stageOf(page).waitFor()
      // a recording of a moment has no picture to show for it
      await page.waitForTimeout(3_000)
    },
  },
  {
    name: 'recording-finishing',
    show: async (scene) => {
      await onStage(scene, words(scene.story).recording.stop)
      const { finishing } = words(scene.story).recording
      await stageOf(scene.page)
        .getByText(finishing.split('{{')[0] ?? '')
        .waitFor()
    },
  },
  {
    name: 'files',
    show: async ({ page, story }) => {
      await page.getByText(words(story).recording.ready).waitFor({ timeout: 120_000 })
      await press(page, words(story).files.open)
      await page.locator('aside li').first().waitFor()
    },
  },
  {
    name: 'files-player',
    show: async ({ page, story }) => {
      await page.locator('aside li button').first().click()
      await page.getByText(words(story).files.tracks, { exact: true }).click()
      await page.waitForFunction(() => document.querySelector<HTMLVideoElement>('[role=dialog] video')?.videoWidth === 1_280)
      // the poster, and the player's own signs going away
      await page.waitForTimeout(1_000)
    },
    leave: escape,
  },
  {
    name: 'files-delete',
    show: async ({ page }) => {
      await page.locator('aside li button').last().click()
      await page.getByRole('alertdialog').waitFor()
    },
  },
  {
    name: 'files-none',
    show: async ({ page, story }) => {
      await page
        .getByRole('alertdialog')
        .getByRole('button', { name: words(story).files.remove, exact: true })
        .click()
      await page.getByText(words(story).files.none).waitFor()
    },
    leave: ({ page, story }) =>
      page
        .locator('aside')
        .getByRole('button', { name: words(story).files.close })
        .click(),
  },
]
