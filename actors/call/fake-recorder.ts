import type { CallRecorder, LiveRecording, NewRecording, RecordingOutcome } from './recorder'

/** A recorder as tests script it: it remembers what it was asked. */
export class FakeRecorder {
  /** Set, it says why it does not record. */
  lacks: string | null = null
  fails = false
  readonly asked: string[] = []
  readonly begun: NewRecording[] = []
  heard: (outcome: RecordingOutcome) => void = () => {}

  get port(): CallRecorder {
    return this.lacks === null ? { begin: (recording, heard) => this.#begin(recording, heard) } : { lacks: this.lacks }
  }

  async #begin(recording: NewRecording, heard: (outcome: RecordingOutcome) => void): Promise<LiveRecording> {
    if (this.fails) throw new Error('no disk')
    this.begun.push(recording)
    this.heard = heard
    return {
      attach: (conference) => void this.asked.push(conference ? 'attach' : 'detach'),
      include: (participantId) => void this.asked.push(`include ${participantId}`),
      exclude: (participantId) => void this.asked.push(`exclude ${participantId}`),
      stop: () => void this.asked.push('stop'),
    }
  }
}
