import type { ServerPayload } from '#protocol/frames/server'
import type { Connection } from '#sdk/connection/connection'
import type { Value } from '#sdk/observable'
import type { CallSnapshot, RecordingSnapshot } from './snapshot'

/** The recording of my call, as the server tells of it: `recording` of the call's snapshot. A new seat, and a session that was cut off, hear of it anew. */
export class CallRecording {
  readonly #connection: Connection
  readonly #call: Value<CallSnapshot>

  constructor(connection: Connection, call: Value<CallSnapshot>) {
    this.#connection = connection
    this.#call = call
  }

  /** For moderators and owners of the room. Everybody is asked; I agree by it. */
  async start(): Promise<void> {
    const { callId } = this.#call.getSnapshot()
    if (callId !== null) await this.#connection.request('recording.start', { callId })
  }

  /** Whether I am recorded. I may change my mind: what was recorded stays, from now on nothing is. */
  async consent(given: boolean): Promise<void> {
    const named = this.#named
    if (named) await this.#connection.request('recording.consent', { ...named, given })
  }

  async stop(): Promise<void> {
    const named = this.#named
    if (named) await this.#connection.request('recording.stop', named)
  }

  receive({ recordingId, phase, consents, progress, fileId }: ServerPayload<'recording.state'>): void {
    const { recording: known, participantId: me } = this.#call.getSnapshot()
    // the one before is still being finished: what goes on counts more
    if (known && isOn(known.phase) && known.recordingId !== recordingId && !isOn(phase)) return
    const mine = consents.find(({ participantId }) => participantId === me)?.given ?? null
    this.#call.patch({ recording: { recordingId, phase, consents, mine, progress: progress ?? null, fileId: fileId ?? null } })
  }

  get #named(): { callId: string; recordingId: string } | null {
    const { callId, recording } = this.#call.getSnapshot()
    return callId !== null && recording ? { callId, recordingId: recording.recordingId } : null
  }
}

const isOn = (phase: RecordingSnapshot['phase']): boolean => phase === 'asking' || phase === 'on'
