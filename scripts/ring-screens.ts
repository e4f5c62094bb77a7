import type { Page } from 'playwright-core'
import { call, PASSWORD } from '#test/parts/web-people'
import { other } from './call-screens'
import { press, words, type Scene, type Screen } from './screens'

let caller: WebSocket | null = null

/** Somebody of the story calls the owner: a socket that sits in the call is enough to ring. */
async function callOwner({ page, story }: Scene): Promise<void> {
  const { origin } = new URL(page.url())
  const mine = { email: story.people[1]?.email, password: PASSWORD }
  const { accessToken: token } = await call<{ accessToken: string }>(origin, 'POST', '/v1/auth/login', null, mine)
  const { room } = await call<{ room: { id: string } }>(origin, 'POST', '/v1/direct', token, { userIds: [story.owner.id] })
  const socket = new WebSocket(`${origin.replace('http', 'ws')}/v1/realtime/ws?token=${token}`)
  caller = socket
  const media = { audio: true, video: true }
  socket.onopen = () => socket.send(JSON.stringify({ v: 1, type: 'call.join', payload: { roomId: room.id, media } }))
}

const sheet = (page: Page) => page.getByTestId('incoming-call')

/** A call that rings, over whatever page was open. */
export const ringScreens: readonly Screen[] = [
  {
    name: 'ring',
    show: async (scene) => {
      await scene.page.goto('/direct')
      await callOwner(scene)
      await sheet(scene.page).waitFor()
    },
    leave: async ({ page }) => {
      caller?.close()
      await sheet(page).waitFor({ state: 'detached' })
    },
  },
]

/** The call I make, until it is declined; the other has a page. */
export const callingScreens: readonly Screen[] = [
  {
    name: 'calling',
    show: async ({ page, story }) => {
      await page.goto('/direct')
      await page.getByRole('link', { name: new RegExp(story.people[1]?.name ?? '') }).click()
      await press(page, words(story).room.call)
      const dialog = page.getByRole('dialog')
      const camera = dialog.getByRole('button', { name: words(story).call.camOff })
      if ((await camera.count()) > 0) await camera.click()
      await dialog.getByRole('button', { name: words(story).call.start, exact: true }).click()
      await page.getByTestId('calling').waitFor()
    },
  },
  {
    name: 'call-declined',
    show: async (scene) => {
      await sheet(other(scene, 0))
        .getByRole('button', { name: words(scene.story).ring.decline })
        .click()
      await scene.page.getByRole('button', { name: words(scene.story).ring.again }).waitFor()
    },
    leave: async ({ page, story }) => {
      await press(page, words(story).call.leave)
      await page.getByTestId('stage').waitFor({ state: 'detached' })
    },
  },
]
