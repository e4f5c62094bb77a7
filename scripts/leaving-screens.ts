import type { CallQualityAnswer } from '#protocol/http/quality'
import { until } from '#test/parts/until'
import { Wire } from '#test/parts/wire'
import { call, PASSWORD } from '#test/parts/web-people'
import { other } from './call-screens'
import { press, room, words, type Scene, type Screen } from './screens'

/** Somebody with a bad line looks in, and tells of it. */
async function badLine({ page, story }: Scene): Promise<void> {
  const { origin, pathname } = new URL(page.url())
  const mine = { email: story.people[3]?.email, password: PASSWORD }
  const { accessToken: token } = await call<{ accessToken: string }>(origin, 'POST', '/v1/auth/login', null, mine)
  const {
    room: { id: roomId },
  } = await call<{ room: { id: string } }>(origin, 'GET', `/v1/rooms/${pathname.split('/').at(-1)}`, token)
  const wire = await Wire.open(origin, { token })
  await wire.must('room.join', { roomId })
  const { callId } = await wire.must('call.join', { roomId, media: { audio: false, video: false } })
  const summary = { peers: 2, lossRatio: 0.2, receiveBitrate: 16_000, firstFrameMs: 4_200, protocol: 'tcp' } as const
  await wire.must('call.stats', { callId, summary })
  await wire.must('call.leave', { callId })
  wire.close()
  // it is written a little later, and the page is loaded once
  const owner = { email: story.owner.email, password: PASSWORD }
  const { accessToken } = await call<{ accessToken: string }>(origin, 'POST', '/v1/auth/login', null, owner)
  await until('the bad line is written', async () => {
    const { participants } = await call<CallQualityAnswer>(origin, 'GET', `/v1/calls/${callId}/quality`, accessToken)
    return participants.some(({ verdicts }) => verdicts.some(({ code }) => code === 'loss_in'))
  })
}

/** Out of the call: seen from elsewhere, how it went, and what is left of it. */
export const leavingScreens: readonly Screen[] = [
  {
    name: 'call-elsewhere',
    show: async (scene) => {
      await badLine(scene)
      // a click, not goto: the call lives in this page
      await scene.page.evaluate(() => {
        history.pushState(null, '', '/calls')
        dispatchEvent(new PopStateEvent('popstate'))
      })
      await scene.page.locator('[data-testid=call-dock], [data-testid=call-bar]').waitFor()
    },
  },
  {
    name: 'call-quality',
    show: async ({ page, story }) => {
      await page.getByRole('link', { name: words(story).quality.link }).click()
      await page.getByRole('heading', { name: story.people[3]?.name ?? '' }).waitFor()
    },
  },
  {
    name: 'call-over',
    show: async (scene) => {
      const { page, story } = scene
      for (const one of [page, other(scene, 0), other(scene, 1)]) await press(one, words(story).call.leave)
      await room(scene)
      await page.getByTestId('call-line').last().waitFor()
    },
  },
]
