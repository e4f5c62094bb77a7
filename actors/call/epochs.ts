import type { Conference } from '#media/conference'
import { Refused } from '#protocol/errors'
import type { Migration } from './migration'

/** The conference that frames of this epoch are for, or a refusal that says why there is none. */
export function conferenceAt(state: Migration, conferences: ReadonlyMap<number, Conference>, epoch: number): Conference {
  const { topology, epoch: inForce, move } = state
  const preparing = move?.stage === 'preparing' ? move.epoch : null
  const conference = conferences.get(epoch)
  if (conference && (epoch === preparing || (epoch === inForce && topology === 'sfu'))) return conference
  throw refusalOf(state, epoch)
}

/** Why frames of this epoch are for no conference. */
export function refusalOf({ topology, epoch: inForce, last, move }: Migration, epoch: number): Refused {
  // nobody was told of a conference that is being made
  const told = move && move.stage !== 'preparing' ? last - 1 : last
  const expected = move?.stage === 'preparing' ? move.epoch : inForce
  if (epoch > told) return new Refused('invalid', `the call is at epoch ${expected}`)
  if (epoch !== expected) return new Refused('stale_epoch', `the call is at epoch ${expected}`)
  if (topology === 'p2p') return new Refused('media_unavailable', 'the call is peer to peer')
  return new Refused('media_unavailable', 'the media of this call is being rebuilt', { retryAfterMs: 500 })
}
