import type { Conference } from '#media/conference'

/** What a recording is of. */
export type NewRecording = { readonly recordingId: string; readonly callId: string; readonly roomId: string; readonly startedBy: string }

/** How it fares once it was stopped. */
export type RecordingOutcome =
  | { readonly phase: 'finishing'; readonly progress: number }
  | { readonly phase: 'ready'; readonly fileId: string }
  | { readonly phase: 'failed' }

/** A recording that runs: only of those who were included, and through whatever conference is in force. */
export type LiveRecording = {
  attach(conference: Conference | null): void
  include(participantId: string, user: { readonly id: string; readonly name: string }): void
  exclude(participantId: string): void
  /** Nothing more is written; it is finished beside the call. Harmless to repeat. */
  stop(): void
}

/** Makes recordings; or says why this server does not. `heard` is called in any turn, also after the call. */
export type CallRecorder =
  | { readonly begin: (recording: NewRecording, heard: (outcome: RecordingOutcome) => void) => Promise<LiveRecording> }
  | { readonly lacks: string }
