import { type ClientType, clientFrames } from '#protocol/frames/client'
import { clientVectors } from '#protocol/vectors/client'
import { ids } from '#protocol/vectors/samples'
import type { Json } from './json-text'
import type { Random } from './random'

/** What exists on the server just now, for inputs to name. */
export type Known = {
  readonly me: string
  readonly rooms: readonly string[]
  readonly slugs: readonly string[]
  readonly users: readonly string[]
  readonly messages: readonly string[]
  readonly devices: readonly string[]
  readonly files: readonly string[]
  readonly calls: readonly { readonly callId: string; readonly participants: readonly string[] }[]
  /** The session before, to be resumed. */
  readonly session: { readonly sessionId: string; readonly resumeToken: string } | null
}

export const frameTypes = Object.keys(clientFrames) as ClientType[]

/** A good payload of this type about things that exist: a vector of the protocol with its sample ids replaced. */
export function payloadOf(type: ClientType, known: Known, random: Random): Json {
  const call = known.calls.length > 0 ? random.pick(known.calls) : null
  const people = call?.participants ?? []
  const real: Record<string, string> = {
    [ids.room]: random.pick(known.rooms),
    [ids.user]: known.me,
    [ids.other]: random.pick(known.users),
    [ids.message]: known.messages.length > 0 ? random.pick(known.messages) : random.uuid(),
    [ids.session]: known.session?.sessionId ?? random.uuid(),
    [ids.call]: call?.callId ?? random.uuid(),
    [ids.me]: people[0] ?? random.uuid(),
    [ids.them]: people.length > 0 ? random.pick(people) : random.uuid(),
    [ids.key]: random.uuid(),
  }
  let text = JSON.stringify(random.pick<unknown>(clientVectors[type].valid))
  for (const [sample, id] of Object.entries(real)) text = text.replaceAll(sample, id)
  const payload = JSON.parse(text) as Record<string, Json>
  if (payload['resumeToken'] !== undefined && known.session) payload['resumeToken'] = known.session.resumeToken
  if (payload['roomSlug'] !== undefined && random.chance(0.5)) payload['roomSlug'] = random.pick(known.slugs)
  return payload
}

/** Ids of other things, to be put where they do not belong. */
export const foreignIds = (known: Known): string[] => [
  ...known.rooms,
  ...known.users,
  ...known.devices.slice(-4),
  ...known.messages.slice(-4),
  ...known.calls.flatMap(({ callId, participants }) => [callId, ...participants]),
  ...(known.session ? [known.session.sessionId] : []),
]
