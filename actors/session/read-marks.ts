import type { Answer } from './answer'
import type { LiveSession } from './live-session'

const PACE_MS = 1_000

type Mark = { seq: number; readonly answers: Answer[] }

/** A session's own read marks, written at most once a second for all rooms together (DELIVERY rule 21); the ack follows the write. */
export class ReadMarks {
  readonly #session: LiveSession
  #waiting = new Map<string, Mark>()
  #resting = false

  constructor(session: LiveSession) {
    this.#session = session
  }

  set(roomId: string, seq: number, answer: Answer): void {
    const mark = this.#waiting.get(roomId)
    if (mark) mark.seq = Math.max(mark.seq, seq)
    if (mark) mark.answers.push(answer)
    else this.#waiting.set(roomId, { seq, answers: [answer] })
    if (!this.#resting) this.#write()
  }

  #write(): void {
    const { self, ports, args } = this.#session
    if (this.#waiting.size === 0) return
    const marks = this.#waiting
    this.#waiting = new Map()
    this.#resting = true
    self.after(PACE_MS, { type: 'then', run: () => this.#rested() })
    for (const [roomId, { seq, answers }] of marks) {
      self.go(
        () => ports.data.reads.set(args.user.id, roomId, seq),
        (outcome) => ({
          type: 'then',
          run: () => {
            for (const answer of answers)
              if (outcome.ok) answer.ok({})
              else answer.fail(outcome.error as Error)
          },
        }),
      )
    }
  }

  #rested(): void {
    this.#resting = false
    this.#write()
  }
}
