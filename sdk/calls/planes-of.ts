import type { types } from 'mediasoup-client'
import type { Participant } from '#protocol/models'
import type { Clock } from '#sdk/clock'
import type { Connection } from '#sdk/connection/connection'
import type { MediaPort } from './media-port'
import { Mesh } from './mesh'
import type { LocalTracks } from './plane'
import { Planes } from './planes'
import type { Joined } from './seat'
import { Sfu } from './sfu/sfu'

export type SeatedOptions = {
  readonly port: MediaPort
  readonly connection: Connection
  readonly clock: Clock
  readonly joined: Joined
  readonly tracks: LocalTracks
  readonly others: () => readonly Participant[]
  readonly changed: () => void
  /** The server says I am not in this call. */
  readonly excluded: () => void
}

const crowd = 3
const noticeMs = 250

/** The planes of a seat in a call: peer to peer or over the SFU, as the server says. */
export function planesOf({ port, connection, clock, joined, tracks, others, changed, excluded }: SeatedOptions): Planes {
  const { callId, participantId, topology, epoch, iceServers, routerRtpCapabilities } = joined
  // at first all the others were there before me; of a mesh made later the order of joining says who offers to whom
  let first = true
  const before = (): Participant[] => {
    const mine = joined.participants.find((each) => each.participantId === participantId)
    if (first || !mine) return [...others()]
    return others().filter(({ joinedAt, participantId: id }) => `${joinedAt} ${id}` < `${mine.joinedAt} ${participantId}`)
  }
  let asked = false
  const stuck = (): void => {
    if (asked || !hasSfu()) return
    asked = true
    connection.exchange('call.request-topology', { callId, topology: 'sfu', reason: 'ice_failed' }, (outcome) => {
      if (!outcome.ok) asked = false
    })
  }
  const hasSfu = (): boolean => connection.capabilities?.features.includes('call.sfu') === true
  // so many go over the SFU as a rule: the word that the call moves is on its way
  const crowded = (): boolean => first && others().length >= crowd && hasSfu()
  const planes = new Planes(
    {
      clock,
      mesh: (at, local) =>
        new Mesh({
          port,
          clock,
          connection,
          callId,
          epoch: at,
          participantId,
          iceServers,
          tracks: local,
          before: before(),
          held: crowded(),
          changed,
          excluded,
          stuck,
        }),
      sfu: (at, capabilities, local, aside) =>
        new Sfu({
          port,
          clock,
          connection,
          callId,
          epoch: at,
          routerRtpCapabilities: capabilities as unknown as types.RtpCapabilities,
          tracks: local,
          aside,
          changed,
        }),
      tellReady: (at) => connection.exchange('call.ready', { callId, epoch: at }, () => undefined),
      changed,
    },
    { topology, epoch, routerRtpCapabilities, tracks },
  )
  if (crowded()) planes.hold(noticeMs)
  first = false
  return planes
}
