import type { Author, Media } from '#protocol/models'
import type { RequestFailed } from '#sdk/failure'

export type CallParticipant = {
  readonly participantId: string
  readonly user: Author
  readonly media: Media
  readonly joinedAt: string
  readonly self: boolean
  /** Camera and microphone. Give it to <video>.srcObject; the object stays, tracks come and go. */
  readonly stream: MediaStream | null
  readonly connection: 'connecting' | 'connected' | 'reconnecting' | 'failed'
  readonly speaking: boolean
}

/** Why a device could not be had; the call goes on without it. */
export type DeviceProblem = { readonly device: 'microphone' | 'camera'; readonly reason: 'denied' | 'missing' | 'in-use' | 'failed' }

export type CallSnapshot = {
  readonly roomId: string
  readonly state: 'joining' | 'live' | 'reconnecting' | 'left' | 'failed'
  readonly callId: string | null
  readonly participantId: string | null
  /** Everybody, myself first. */
  readonly participants: readonly CallParticipant[]
  readonly localStream: MediaStream | null
  readonly media: Media
  readonly microphoneId: string | null
  readonly cameraId: string | null
  readonly deviceProblems: readonly DeviceProblem[]
  /** `call_full`, `forbidden`, …: why the state is failed. */
  readonly error: RequestFailed | null
  readonly startedAt: number | null
}

export type JoinOptions = {
  readonly audio?: boolean
  readonly video?: boolean
  readonly microphoneId?: string
  readonly cameraId?: string
  /** Tracks of a preview to take over; they are stopped when the call ends. */
  readonly stream?: MediaStream
  /** More wishes for getUserMedia. */
  readonly constraints?: { readonly audio?: MediaTrackConstraints; readonly video?: MediaTrackConstraints }
}
