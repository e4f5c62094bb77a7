import type { Ref } from './actor'

const PACE_MS = 20

/**
 * For what must not be refused, such as "this socket is gone": a full mailbox is asked again until it takes the message or is dead.
 * Only where something else bounds how many there can be; such messages may overtake each other.
 */
export function insist<M>(ref: Ref<M>, message: M): void {
  if (ref.offer(message) === 'full') ref.clock.after(PACE_MS, () => insist(ref, message))
}
