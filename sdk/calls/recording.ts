import type { ServerPayload } from '#protocol/frames/server'
import type { Clock } from '#sdk/clock'
import type { Connection } from '#sdk/connection/connection'
import type { Value } from '#sdk/observable'
import type { CallSnapshot, RecordingSnapshot } from './snapshot'

/** The recording of my call, as the server tells of it: `recording` of the call's snapshot. A new seat, and a session that was cut off, hear of it anew. */
export class CallRecording {
  readonly #connection: Connection
  readonly #call: Value<CallSnapshot>
  readonly #clock: Clock

  constructor(connection: Connection, call: Value<CallSnapshot>, clock: Clock) {
    this.#connection = connection
    this.#call = call
    this.#clock = clock
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

  receive({ recordingId, phase, consents, startedAt: since, progress, fileId }: ServerPayload<'recording.state'>): void {
    const { recording: known, participantId: me } = this.#call.getSnapshot()
    // the one before is still being finished: what goes on counts more
    if (known && isOn(known.phase) && known.recordingId !== recordingId && !isOn(phase)) return
    const mine = consents.find(({ participantId }) => participantId === me)?.given ?? null
    const before = known?.recordingId === recordingId ? known : null
    const startedAt = before?.startedAt ?? this.#begun(phase, since, before?.phase === 'asking')
    this.#call.patch({
      recording: { recordingId, phase, consents, mine, startedAt, progress: progress ?? null, fileId: fileId ?? null },
    })
  }

  /** Who was there when it began needs no clock but their own; who came later has the server's, which is not ahead of theirs. */
  #begun(phase: RecordingSnapshot['phase'], since: string | undefined, seen: boolean): number | null {
    if (phase !== 'on' || since === undefined) return null
    const now = this.#clock.now()
    return seen ? now : Math.min(now, Date.parse(since))
  }

  get #named(): { callId: string; recordingId: string } | null {
    const { callId, recording } = this.#call.getSnapshot()
    return callId !== null && recording ? { callId, recordingId: recording.recordingId } : null
  }
}

const isOn = (phase: RecordingSnapshot['phase']): boolean => phase === 'asking' || phase === 'on'
