import type { Author, Participant } from '#protocol/models'
import type { Clock } from '#sdk/clock'
import { Levels } from './levels'
import type { MediaPort } from './media-port'
import type { MyMedia } from './my-media'
import type { Planes } from './planes'
import { Remotes } from './remotes'
import { drawParticipants, type CallParticipant, type CallSnapshot } from './snapshot'
import type { Telemetry } from './telemetry'

export type CastOptions = {
  readonly port: MediaPort
  readonly clock: Clock
  readonly me: () => Author
  readonly mine: MyMedia
  readonly telemetry: Telemetry
  readonly planes: () => Planes | null
  readonly snapshot: () => CallSnapshot
  /** Somebody begins or ends to speak. */
  readonly changed: () => void
}

/** Everybody in the call as a screen shows them. */
export class Cast {
  readonly levels: Levels
  readonly #options: CastOptions
  readonly #remotes: Remotes
  #others: readonly Participant[] = []

  constructor(options: CastOptions) {
    this.#options = options
    this.#remotes = new Remotes(options.port)
    const { clock, snapshot, changed } = options
    const ids = (): string[] => snapshot().participants.map(({ participantId }) => participantId)
    this.levels = new Levels(clock, { ids, read: (id) => this.#level(id) }, changed)
  }

  get others(): readonly Participant[] {
    return this.#others
  }

  /** As the server lists them, me among them. */
  list(participants: readonly Participant[], me: string): void {
    this.#others = participants.filter(({ participantId }) => participantId !== me)
    this.#remotes.keep(new Set(this.#others.map(({ participantId }) => participantId)))
  }

  setDeafened(deafened: boolean): void {
    this.#remotes.setDeafened(deafened)
  }

  draw(): readonly CallParticipant[] {
    const { me, snapshot, telemetry } = this.#options
    const { participantId } = snapshot()
    return drawParticipants({
      me: me(),
      participantId,
      snapshot: snapshot(),
      others: this.#others,
      remote: (each) => this.#remote(each),
      speaking: (id) => this.levels.isSpeaking(id),
      quality: (id) => (id === participantId ? telemetry.own : telemetry.of(id)),
    })
  }

  #remote({ participantId, media }: Participant): Pick<CallParticipant, 'stream' | 'screen' | 'connection'> {
    const { planes, telemetry } = this.#options
    const remote = planes()?.remote(participantId)
    const { stream, screen } = this.#remotes.arrange(participantId, remote?.tracks ?? {})
    if (media.video && remote?.flowing.has('camera')) telemetry.firstFrame()
    return { stream, screen: media.screen ? screen : null, connection: remote?.connection ?? 'connecting' }
  }

  #level(id: string): number {
    const { snapshot, mine, planes } = this.#options
    return id === snapshot().participantId ? mine.level() : (planes()?.level(id) ?? 0)
  }
}
