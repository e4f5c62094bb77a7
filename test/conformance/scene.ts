import { Refused } from '#protocol/errors'
import type { Account } from '#src/data/accounts'
import type { CommandOutcome, RoomCommand, Sent } from '#src/data/commands'
import type { Data } from '#src/data/data'

let made = 0

/** A person nobody else in the file is. */
export async function person(data: Data, name = 'Ann', role: Account['role'] = 'user'): Promise<Account> {
  made += 1
  return data.accounts.create({ email: `${name.toLowerCase()}.${made}@example.org`, name, passwordHash: 'hash', role })
}

/** A room of its maker's own; `with` are members already. */
export async function room(
  data: Data,
  owner: Account,
  options: { readonly visibility?: 'open' | 'private'; readonly with?: readonly Account[] } = {},
): Promise<string> {
  made += 1
  const { id } = await data.rooms.create(owner.id, { slug: `room-${made}`, name: `Room ${made}`, visibility: options.visibility ?? 'open' })
  const added = (options.with ?? []).map((user): RoomCommand => ({ type: 'member.add', by: owner.id, userId: user.id }))
  if (added.length > 0) await data.append.room(id, added)
  return id
}

export const say = (by: Account, text: string, key: string = crypto.randomUUID()): Extract<RoomCommand, { type: 'message.send' }> => ({
  type: 'message.send',
  by: by.id,
  text,
  key,
  replyTo: null,
})

/** Appends one command and answers its outcome. */
export async function append(data: Data, roomId: string, command: RoomCommand): Promise<CommandOutcome> {
  const { outcomes } = await data.append.room(roomId, [command])
  const [outcome] = outcomes
  if (!outcome) throw new Error('no outcome')
  return outcome
}

export const codeOf = (outcome: CommandOutcome | undefined): string => (outcome === undefined ? 'none' : outcome.ok ? 'ok' : outcome.code)

/** The code of a refusal; `none` where nothing was refused. Not expect().rejects, which waits without letting a Worker's answers in. */
export async function refusalOf(work: Promise<unknown>): Promise<string> {
  try {
    await work
    return 'none'
  } catch (error) {
    return error instanceof Refused ? error.code : String(error)
  }
}

export function sentOf(outcome: CommandOutcome | undefined): Sent {
  if (!outcome?.ok || outcome.result === null || !('messageId' in outcome.result)) throw new Error(`not sent: ${JSON.stringify(outcome)}`)
  return outcome.result
}

/** Every event of a stream, a page at a time. */
export async function wholeStream(data: Data, stream: string): Promise<{ seq: number; type: string; payload: unknown }[]> {
  const events = []
  for (let after = 0; ;) {
    const page = await data.events.read(stream, after, 500)
    events.push(...page.events)
    const last = page.events.at(-1)
    if (!last) return events
    after = last.seq
  }
}

/** A repeatable source of chance; print the seed with every failure. */
export function chance(seed: number): () => number {
  let state = seed >>> 0
  return () => {
    state = (state + 0x6d2b79f5) >>> 0
    let mixed = Math.imul(state ^ (state >>> 15), 1 | state)
    mixed = (mixed + Math.imul(mixed ^ (mixed >>> 7), 61 | mixed)) ^ mixed
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 4_294_967_296
  }
}
