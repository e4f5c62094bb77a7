import type { ServerFrame } from '#protocol/frames/server'
import type { Source } from '#protocol/frames/media'
import type { Participant } from '#protocol/models'
import type { CallParticipant, ScreenShare, Tile } from './snapshot'

/** What I send. A microphone that is muted is there, disabled. */
export type LocalTracks = {
  readonly microphone: MediaStreamTrack | null
  readonly camera: MediaStreamTrack | null
  readonly screen: MediaStreamTrack | null
  readonly screenAudio: MediaStreamTrack | null
  readonly share: ScreenShare | null
}

export const noTracks: LocalTracks = { microphone: null, camera: null, screen: null, screenAudio: null, share: null }

export const trackOf: Record<Source, Exclude<keyof LocalTracks, 'share'>> = {
  mic: 'microphone',
  camera: 'camera',
  screen: 'screen',
  'screen-audio': 'screenAudio',
}

/** How much of my camera is sent: everything, the lower layers, nothing so that the sound gets through. */
export type VideoLevel = 'full' | 'reduced' | 'off'

/** What comes in from one participant; `flowing` are the sources of which packets arrived. */
export type RemoteMedia = {
  readonly connection: CallParticipant['connection']
  readonly tracks: Readonly<Partial<Record<Source, MediaStreamTrack>>>
  readonly flowing: ReadonlySet<Source>
}

/** One participant, briefly, as getStats sees what comes from them; counters since the start. */
export type PeerStats = {
  readonly participantId: string
  readonly roundTripMs: number | null
  readonly jitterMs: number | null
  readonly packetsLost: number
  readonly packetsReceived: number
  readonly bytesReceived: number
  readonly audioPacketsReceived: number
  readonly concealedSamples: number
  readonly totalSamples: number
  readonly videoFramesDecoded: number
  readonly candidateType: string | null
}

/** My own side, the worst of all connections; counters since the start. */
export type SendStats = {
  readonly roundTripMs: number | null
  /** What the far end says it misses, 0..1. */
  readonly lossRatio: number | null
  readonly availableBitrate: number | null
  readonly bytesSent: number
  readonly limitedByBandwidth: boolean
  readonly candidateType: string | null
  readonly protocol: string | null
}

/** How media travels: peer to peer (Mesh) or over the SFU (Sfu). Planes own which of them plays; Call who takes part and what I send. */
export type MediaPlane = {
  readonly epoch: number
  /** The others, as the server lists them. */
  setParticipants(others: readonly Participant[]): void
  setTracks(tracks: LocalTracks): void
  setVideoLevel(level: VideoLevel): void
  /** I hear nobody: what need not travel does not. */
  setDeafened(deafened: boolean): void
  /** What is on my screen and how large. */
  view(tiles: readonly Tile[]): void
  /** A moderator paused my microphone at the server. */
  silenced(): void
  /** A frame of this plane's epoch. */
  receive(frame: ServerFrame): void
  remote(participantId: string): RemoteMedia | null
  level(participantId: string): number
  /** Signaling is back after a cut: repair what missed its messages. */
  nudge(): void
  /** The socket is gone; what the server says meanwhile is missed. */
  cutOff(): void
  /** Everything the server had for me after a cut was said again. */
  toldAgain(): void
  stats(): Promise<PeerStats[]>
  sendStats(): Promise<SendStats | null>
  /** A move to another plane may be under way: what has not begun yet begins in so many ms, unless it is said again. */
  hold(ms: number): void
  /** It is in charge of the call now. */
  lead(): void
  /** Another plane takes over: nothing is repaired or negotiated any more, what plays goes on playing until `close`. */
  retire(): void
  close(): void
}
