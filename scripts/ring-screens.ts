import type { Page } from 'playwright-core'
import { call, PASSWORD } from '#test/parts/web-people'
import type { Scene, Screen } from './screens'

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
