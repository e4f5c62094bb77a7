import type { Calling } from '#sdk/calls/rings'
import type { Author } from '#protocol/models'

/** Those for whom it rings: who is in another call is told so without a sound. */
export function rung({ people, unreached }: Calling): readonly Author[] {
  const busy = new Set(unreached.filter(({ why }) => why === 'busy').map(({ user }) => user.id))
  return people.filter(({ id }) => !busy.has(id))
}
