import { type Static, Type } from '@sinclair/typebox'
import { limits } from '#protocol/limits'
import { Words } from '#protocol/models'
import { Limit } from './lists'

const Count = Type.Integer({ minimum: 0 })
const Path = Type.Array(Type.String(), { description: 'Names from the root down to the supervisor that keeps it' })
const ActorState = Words(['running', 'down', 'stopping'])

/** Messages nobody will ever handle, by reason. */
export const DeadLetters = Type.Object({ full: Count, dead: Count, stopped: Count, poison: Count })

/** One live actor; `depth` is how many messages it has not read. */
export const Actor = Type.Object({
  name: Type.String(),
  kind: Type.String(),
  under: Path,
  state: ActorState,
  depth: Count,
  restarts: Count,
})

/** All live actors of one kind. `depth` is theirs together, `deepest` that of one; the rest counts since the start. */
export const ActorKind = Type.Object({
  kind: Type.String(),
  alive: Count,
  depth: Count,
  deepest: Count,
  started: Count,
  restarts: Count,
  crashes: Count,
  deadLetters: DeadLetters,
})

export const ActorSupervisor = Type.Object({ name: Type.String(), under: Path, state: ActorState, restarts: Count, children: Count })

/** `limit` bounds both lists of single actors; `kind` looks at one kind only. */
export const ActorsQuery = Type.Object({
  kind: Type.Optional(Type.String({ minLength: 1, maxLength: limits.nameLength, description: 'Only actors of this kind, such as room' })),
  limit: Type.Optional(Limit),
})

/** The live tree of actors of this node: totals, and those single actors that are worth a look. */
export const ActorsAnswer = Type.Object({
  actors: Count,
  kinds: Type.Array(ActorKind),
  supervisors: Type.Array(ActorSupervisor),
  deepest: Type.Array(Actor, { description: 'Actors with unread messages, most first' }),
  restarted: Type.Array(Actor, { description: 'Actors that were restarted, most often first' }),
  deadLetters: DeadLetters,
  escalations: Count,
  abandoned: Count,
})
export type ActorsAnswer = Static<typeof ActorsAnswer>
