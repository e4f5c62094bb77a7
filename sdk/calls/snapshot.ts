import type { Author, Media, Participant } from '#protocol/models'
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

export function blankCall(roomId: string, localStream: MediaStream): CallSnapshot {
  return {
    roomId,
    state: 'joining',
    callId: null,
    participantId: null,
    participants: [],
    localStream,
    media: { audio: false, video: false, screen: false },
    microphoneId: null,
    cameraId: null,
    deviceProblems: [],
    error: null,
    startedAt: null,
  }
}

export type Drawing = {
  readonly me: Author
  readonly participantId: string | null
  readonly snapshot: CallSnapshot
  readonly others: readonly Participant[]
  readonly remote: (participantId: string) => Pick<CallParticipant, 'stream' | 'connection'> | null
  readonly speaking: (participantId: string) => boolean
}

/** Everybody, myself first; whoever did not change stays the same object, and so does the list. */
export function drawParticipants({ me, participantId, snapshot, others, remote, speaking }: Drawing): readonly CallParticipant[] {
  const old = new Map(snapshot.participants.map((each) => [each.participantId, each]))
  const drawn = others.map(({ participantId: id, user, media, joinedAt }): CallParticipant => {
    const { stream, connection } = remote(id) ?? { stream: null, connection: 'connecting' as const }
    return { participantId: id, user, media, joinedAt, self: false, stream, connection, speaking: media.audio && speaking(id) }
  })
  if (participantId !== null) {
    const { media, localStream: stream, startedAt } = snapshot
    const joinedAt = old.get(participantId)?.joinedAt ?? new Date(startedAt ?? 0).toISOString()
    drawn.unshift({
      participantId,
      user: me,
      media,
      joinedAt,
      self: true,
      stream,
      connection: 'connected',
      speaking: media.audio && speaking(participantId),
    })
  }
  const kept = drawn.map((each) => {
    const before = old.get(each.participantId)
    return before && same(before, each) ? before : each
  })
  return kept.length === snapshot.participants.length && kept.every((each, index) => each === snapshot.participants[index])
    ? snapshot.participants
    : kept
}

function same(a: CallParticipant, b: CallParticipant): boolean {
  const { audio, video, screen } = a.media
  return (
    a.stream === b.stream &&
    a.connection === b.connection &&
    a.speaking === b.speaking &&
    a.user.name === b.user.name &&
    audio === b.media.audio &&
    video === b.media.video &&
    screen === b.media.screen
  )
}
