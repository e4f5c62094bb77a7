import type { ConferenceEvent } from '#media/conference'
import { encodeEvent } from '#protocol/envelope'
import type { LiveCall } from './live-call'

type Told = Exclude<ConferenceEvent, { type: 'settled' | 'lost' }>

/** Tells a seat what the conference of this epoch reports for it, or everybody who speaks. */
export function tellPeer(call: LiveCall, epoch: number, event: Told): void {
  const { callId } = call.args
  if (event.type === 'speakers') return call.tell(encodeEvent('media.speakers', { callId, speakers: [...event.speakers] }))
  const seat = call.roster.seat(event.peerId)
  if (seat) seat.outlet.send(frameOf(callId, epoch, event))
}

function frameOf(callId: string, epoch: number, event: Exclude<Told, { type: 'speakers' }>): string {
  const here = { callId, epoch }
  switch (event.type) {
    case 'consumer':
      return encodeEvent('media.consumer', { ...here, ...event.consumer } as never)
    case 'consumer-closed':
    case 'consumer-paused':
    case 'consumer-resumed':
      return encodeEvent(`media.${event.type}`, { ...here, consumerId: event.consumerId })
    case 'layers-changed': {
      const { consumerId, spatialLayer, temporalLayer } = event
      return encodeEvent('media.layers-changed', { ...here, consumerId, spatialLayer, temporalLayer })
    }
    default:
      return event satisfies never
  }
}
