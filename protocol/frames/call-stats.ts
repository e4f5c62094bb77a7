import { type Static, Type } from '@sinclair/typebox'

const Ratio = (description: string) => Type.Optional(Type.Number({ minimum: 0, maximum: 1, description }))
const Ms = (description: string) => Type.Optional(Type.Number({ minimum: 0, description }))
const Bits = (description: string) => Type.Optional(Type.Number({ minimum: 0, description }))

/** How a call fared on one side over the last ten seconds. Whatever the browser does not know is left out. */
export const CallStats = Type.Object({
  peers: Type.Optional(Type.Integer({ minimum: 0, description: 'Participants something came in from' })),
  roundTripMs: Ms('The worst of all connections'),
  jitterMs: Ms('Of audio that came in, the worst'),
  lossRatio: Ratio('Packets missing of what others sent me, the worst of them'),
  concealedRatio: Ratio('Audio made up for what did not come in time, the worst of them'),
  sendLossRatio: Ratio('What the far end misses of mine'),
  receiveBitrate: Bits('Bits a second, of all'),
  sendBitrate: Bits('Bits a second, of all'),
  availableBitrate: Bits('What the estimator thinks I can send'),
  candidateType: Type.Optional(Type.String({ maxLength: 16, description: 'host, srflx, prflx or relay' })),
  protocol: Type.Optional(Type.String({ maxLength: 8, description: 'udp or tcp' })),
  firstFrameMs: Ms('From my seat in the call to the first picture of somebody else'),
  video: Type.Optional(Type.String({ maxLength: 16, description: 'My camera: full, reduced, off to keep the sound' })),
})
export type CallStats = Static<typeof CallStats>
