import { uuid } from '#src/base/ids'
import { encodeEvent } from '#protocol/envelope'
import { Refused } from '#protocol/errors'
import type { ServerPayload } from '#protocol/frames/server'
import type { CallPart, LiveCall } from './live-call'
import type { CallMessage } from './messages'
import type { LiveRecording, RecordingOutcome } from './recorder'
import type { Seat } from './roster'

type Of<T extends CallMessage['type']> = Extract<CallMessage, { type: T }>
type Told = Omit<ServerPayload<'recording.state'>, 'callId'>

/** A recording for which the call cannot be moved to the SFU in this time is given up. */
export const RECORDING_START_MS = 30_000
/** A call that went back to P2P is asked to the SFU again after this. */
const AGAIN_MS = 1_000

type Current = {
  readonly recordingId: string
  readonly startedBy: string
  /** Of everybody seated: null until they answer. */
  readonly consents: Map<string, boolean | null>
  /** Null until the call is on the SFU. */
  recording: LiveRecording | null
  /** Since when it is written. */
  startedAt: string | null
  opening: boolean
}

/** The recording of a call. Only who agreed is written, and only from then on; everybody sees who, all the time. */
export class CallRecording implements CallPart {
  readonly #call: LiveCall
  #current: Current | null = null

  constructor(call: LiveCall) {
    this.#call = call
  }

  /** By one who may, as the session has judged. To ask for it is to agree. */
  start({ sessionId }: Of<'recording-start'>): object {
    const seat = this.#call.seatOf(sessionId)
    const recorder = this.#call.args.recorder()
    if ('lacks' in recorder) throw new Refused('media_unavailable', recorder.lacks)
    if (this.#call.media.state.topology === 'p2p' && !this.#call.args.conferences())
      throw new Refused('media_unavailable', 'this server has no media server')
    if (this.#current) throw new Refused('conflict', 'this call is being recorded already')
    const consents = new Map([...this.#call.roster.all()].map(({ participantId }) => [participantId, null as boolean | null]))
    consents.set(seat.participantId, true)
    const recordingId = uuid()
    this.#current = { recordingId, startedBy: seat.user.id, consents, recording: null, startedAt: null, opening: false }
    this.#tell()
    this.#call.self.after(RECORDING_START_MS, { type: 'then', run: () => this.#giveUp(recordingId) })
    this.#call.media.want('recording')
    this.moved()
    return { recordingId }
  }

  /** Given, refused or taken back, by a participant for themselves. */
  consent({ sessionId, recordingId, given }: Of<'recording-consent'>): void {
    const seat = this.#call.seatOf(sessionId)
    const current = this.#named(recordingId)
    current.consents.set(seat.participantId, given)
    if (given) current.recording?.include(seat.participantId, seat.user)
    else current.recording?.exclude(seat.participantId)
    this.#tell()
    this.#endIfNobody()
  }

  stop({ sessionId, recordingId, may }: Of<'recording-stop'>): void {
    const { user } = this.#call.seatOf(sessionId)
    const current = this.#named(recordingId)
    if (!may && current.startedBy !== user.id)
      throw new Refused('forbidden', 'only who started it, moderators and owners may stop a recording')
    this.#end()
  }

  /** Who joins again has answered already, or was asked. */
  joined(seat: Seat): void {
    if (!this.#current) return
    if (this.#current.consents.has(seat.participantId)) return this.back(seat)
    this.#current.consents.set(seat.participantId, null)
    this.#tell()
  }

  back(seat: Seat): void {
    if (this.#current) seat.outlet.send(this.#frame(this.#state(this.#current)))
  }

  left({ participantId }: Seat): void {
    if (!this.#current) return
    this.#current.consents.delete(participantId)
    this.#current.recording?.exclude(participantId)
    this.#tell()
    this.#endIfNobody()
  }

  /** Follows the call from conference to conference. */
  moved(): void {
    const current = this.#current
    if (!current) return
    const { conference, state } = this.#call.media
    if (current.recording) current.recording.attach(conference)
    else if (conference && !current.opening) this.#open(current)
    if (current.recording && state.topology === 'p2p')
      this.#call.self.after(AGAIN_MS, { type: 'then', run: () => this.#current === current && this.#call.media.want('recording') })
  }

  end(): void {
    this.#current?.recording?.stop()
    this.#current = null
  }

  #open(current: Current): void {
    const { self, args } = this.#call
    const recorder = args.recorder()
    if ('lacks' in recorder) return this.#failed(current)
    current.opening = true
    const { recordingId, startedBy } = current
    const heard = (outcome: RecordingOutcome): void => this.#later(() => this.#tellOf({ recordingId, consents: [], ...outcome }))
    self.go(
      async (signal) => {
        const recording = await recorder.begin({ recordingId, callId: args.callId, roomId: args.roomId, startedBy }, heard)
        if (signal.aborted) recording.stop() // the call ended meanwhile
        return recording
      },
      (outcome) => ({
        type: 'then',
        run: () => {
          current.opening = false
          if (this.#current !== current) return outcome.ok ? outcome.value.stop() : undefined
          if (!outcome.ok) return this.#failed(current)
          this.#opened(current, outcome.value)
        },
      }),
    )
  }

  #opened(current: Current, recording: LiveRecording): void {
    current.recording = recording
    current.startedAt = new Date().toISOString()
    recording.attach(this.#call.media.conference)
    for (const { participantId, user } of this.#call.roster.all())
      if (current.consents.get(participantId) === true) recording.include(participantId, user)
    this.#tell()
  }

  #giveUp(recordingId: string): void {
    if (this.#current?.recordingId === recordingId && !this.#current.recording) this.#failed(this.#current)
  }

  #failed(current: Current): void {
    if (this.#current !== current) return
    this.#current = null
    this.#tellOf({ ...this.#state(current), phase: 'failed' })
  }

  #endIfNobody(): void {
    if (this.#current && ![...this.#current.consents.values()].includes(true)) this.#end()
  }

  #end(): void {
    const current = this.#current
    if (!current) return
    if (!current.recording) return this.#failed(current)
    this.#current = null
    current.recording.stop()
    this.#tellOf({ ...this.#state(current), phase: 'finishing', progress: 0 })
  }

  #named(recordingId: string): Current {
    if (this.#current?.recordingId !== recordingId) throw new Refused('not_found', 'no such recording in this call')
    return this.#current
  }

  #state({ recordingId, consents, recording, startedAt }: Current): Told {
    const given = [...consents].map(([participantId, answer]) => ({ participantId, given: answer }))
    return { recordingId, phase: recording ? 'on' : 'asking', consents: given, ...(startedAt === null ? {} : { startedAt }) }
  }

  #tell(): void {
    if (this.#current) this.#tellOf(this.#state(this.#current))
  }

  #tellOf(told: Told): void {
    this.#call.tell(this.#frame(told))
  }

  #frame(told: Told): string {
    return encodeEvent('recording.state', { callId: this.#call.args.callId, ...told })
  }

  /** What is heard from outside is acted on within the loop, while there is one. */
  #later(run: () => void): void {
    this.#call.self.go(
      () => Promise.resolve(),
      () => ({ type: 'then', run }),
    )
  }
}
