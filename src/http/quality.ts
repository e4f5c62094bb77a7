import { CallParams, CallQualityAnswer } from '#protocol/http/quality'
import type { CallStory } from '#src/data/quality'
import { verdictsOf, type Measured } from '#src/observe/verdicts'
import type { HttpDeps } from './deps'
import { own, operation, signedIn } from './route'

/** Why a call was bad: /v1/calls/:callId/quality. */
export const qualityRoutes = (deps: HttpDeps) =>
  signedIn(deps).get(
    '/v1/calls/:callId/quality',
    async ({ caller, params }) => answerOf(await deps.data.quality.story(params.callId, caller.userId)),
    {
      params: own(CallParams),
      response: { 200: own(CallQualityAnswer) },
      detail: operation({
        id: 'callQuality',
        tag: 'rtc',
        summary: 'Why a call was bad, for whom and when; for owners and moderators of its room, and for administrators',
        refuses: ['invalid', 'forbidden', 'not_found'],
      }),
    },
  )

function answerOf({ lines, ...call }: CallStory): CallQualityAnswer {
  const participants = new Map<string, CallQualityAnswer['participants'][number]>()
  for (const { participantId, user, at, kind, body } of lines) {
    let one = participants.get(participantId)
    if (!one) participants.set(participantId, (one = { participantId, user, events: [], points: [], verdicts: [] }))
    if (kind === 'stats') one.points.push({ at, summary: body })
    else one.events.push({ at, kind })
  }
  for (const one of participants.values()) one.verdicts = verdictsOf(one.points.map(({ at, summary }): Measured => ({ at, ...summary })))
  return { ...call, participants: [...participants.values()] }
}
