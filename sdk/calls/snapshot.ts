import type { Media, Participant, Author, Topology } from '#protocol/models'
import type { Source } from '#protocol/frames/media'
import type { RequestFailed } from '#sdk/failure'
import type { VideoLevel } from './plane'

export type Quality = 'good' | 'fair' | 'poor'

export type CallParticipant = {
  readonly participantId: string
  readonly user: Author
  readonly media: Media
  readonly joinedAt: string
  readonly self: boolean
  /** Camera and microphone. Give it to <video>.srcObject; the object stays, tracks come and go. */
  readonly stream: MediaStream | null
  /** What they share, with its sound; null while they share nothing. */
  readonly screen: MediaStream | null
  readonly connection: 'connecting' | 'connected' | 'reconnecting' | 'failed'
  readonly speaking: boolean
  /** They hear nobody. */
  readonly deafened: boolean
  /** How well they come in; my own: how well I go out. */
  readonly quality: Quality
}

/** Why a device could not be had; the call goes on without it. */
export type DeviceProblem = { readonly device: 'microphone' | 'camera'; readonly reason: 'denied' | 'missing' | 'in-use' | 'failed' }

export type ScreenShare = {
  readonly quality: '1080p' | '1440p' | '2160p'
  /** text: sharp, few frames. motion: smooth. */
  readonly content: 'text' | 'motion'
  readonly audio: boolean
}

export type ShareOptions = Partial<ScreenShare> & {
  /** Shared instead of asking the person what to share: a canvas, a tab of my own. Stopped with the share. */
  readonly stream?: MediaStream
}

/** Somebody's picture on screen, in CSS pixels. */
export type Tile = { readonly participantId: string; readonly source: Source; readonly width: number; readonly height: number }

/** What became of my camera on a bad link, and since when. */
export type Adaptation = { readonly video: VideoLevel; readonly since: number | null }

/** What a moderator did to me last. */
export type Moderated = { readonly action: 'mute' | 'remove'; readonly by: Author; readonly at: number }

/** A recording of the call: who agreed (true), refused (false), has not answered (null). Only who agreed is recorded. */
export type RecordingSnapshot = {
  readonly recordingId: string
  readonly phase: 'asking' | 'on' | 'finishing' | 'ready' | 'failed'
  readonly consents: readonly { readonly participantId: string; readonly given: boolean | null }[]
  /** My own answer. */
  readonly mine: boolean | null
  /** Since when it is written, by this device's clock; null before. */
  readonly startedAt: number | null
  /** Of finishing, 0..1. */
  readonly progress: number | null
  /** Of the room, once it is ready. */
  readonly fileId: string | null
}

export type CallSnapshot = {
  readonly roomId: string
  readonly state: 'joining' | 'live' | 'reconnecting' | 'left' | 'failed'
  readonly callId: string | null
  readonly participantId: string | null
  /** Everybody, myself first. */
  readonly participants: readonly CallParticipant[]
  readonly localStream: MediaStream | null
  /** My own share, without its sound. */
  readonly localScreen: MediaStream | null
  readonly sharing: ScreenShare | null
  readonly media: Media
  readonly deafened: boolean
  readonly microphoneId: string | null
  readonly cameraId: string | null
  readonly deviceProblems: readonly DeviceProblem[]
  /** How media travels; moving = the other way is being built while this one plays. */
  readonly topology: Topology | null
  readonly moving: boolean
  /** Who speaks loudest now, as the server hears it; null in silence and peer to peer. */
  readonly speaker: string | null
  readonly adaptation: Adaptation
  readonly moderated: Moderated | null
  readonly recording: RecordingSnapshot | null
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
    localScreen: null,
    sharing: null,
    media: { audio: false, video: false, screen: false },
    deafened: false,
    microphoneId: null,
    cameraId: null,
    deviceProblems: [],
    topology: null,
    moving: false,
    speaker: null,
    adaptation: { video: 'full', since: null },
    moderated: null,
    recording: null,
    error: null,
    startedAt: null,
  }
}

export type Drawing = {
  readonly me: Author
  readonly participantId: string | null
  readonly snapshot: CallSnapshot
  readonly others: readonly Participant[]
  readonly remote: (each: Participant) => Pick<CallParticipant, 'stream' | 'screen' | 'connection'>
  readonly speaking: (participantId: string) => boolean
  readonly quality: (participantId: string) => Quality
}

/** Everybody, myself first; whoever did not change stays the same object, and so does the list. */
export function drawParticipants({ me, participantId, snapshot, others, remote, speaking, quality }: Drawing): readonly CallParticipant[] {
  const old = new Map(snapshot.participants.map((each) => [each.participantId, each]))
  const drawn = others.map((each): CallParticipant => {
    const { participantId: id, user, media, joinedAt } = each
    return {
      participantId: id,
      user,
      media,
      joinedAt,
      self: false,
      ...remote(each),
      speaking: media.audio && speaking(id),
      deafened: media.deafened === true,
      quality: quality(id),
    }
  })
  if (participantId !== null) {
    const { media, localStream: stream, localScreen: screen, startedAt, deafened } = snapshot
    const joinedAt = old.get(participantId)?.joinedAt ?? new Date(startedAt ?? 0).toISOString()
    drawn.unshift({
      participantId,
      user: me,
      media,
      joinedAt,
      self: true,
      stream,
      screen,
      connection: 'connected',
      speaking: media.audio && speaking(participantId),
      deafened,
      quality: quality(participantId),
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
    a.screen === b.screen &&
    a.connection === b.connection &&
    a.speaking === b.speaking &&
    a.deafened === b.deafened &&
    a.quality === b.quality &&
    a.user.name === b.user.name &&
    audio === b.media.audio &&
    video === b.media.video &&
    screen === b.media.screen
  )
}
