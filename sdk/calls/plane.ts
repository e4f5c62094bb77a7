import type { Participant } from '#protocol/models'
import type { LocalTracks } from './local-media'
import type { CallParticipant } from './snapshot'

export type RemoteMedia = { readonly stream: MediaStream; readonly connection: CallParticipant['connection'] }

/** One participant, briefly, as getStats sees it. */
export type PeerStats = {
  readonly participantId: string
  readonly roundTripMs: number | null
  readonly packetsLost: number
  readonly audioPacketsReceived: number
  readonly videoFramesDecoded: number
  readonly candidateType: string | null
}

/** How media travels: peer to peer now (Mesh), over the SFU later. Call owns who takes part and what I send. */
export type MediaPlane = {
  /** The others, as the server lists them. */
  setParticipants(others: readonly Participant[]): void
  setTracks(tracks: LocalTracks): void
  remote(participantId: string): RemoteMedia | null
  level(participantId: string): number
  /** Signaling is back after a cut: repair what missed its messages. */
  nudge(): void
  stats(): Promise<PeerStats[]>
  close(): void
}
