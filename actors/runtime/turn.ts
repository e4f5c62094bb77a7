/**
 * Fairness. All actors share one budget per turn of the event loop; when it is spent they wait until sockets and timers had theirs.
 * One budget for all, because two actors that play ping-pong would otherwise never leave the microtask queue.
 */
const CHECK = 32
const MESSAGES = 512
const MILLISECONDS = 4

let handled = 0
let began = 0
let shut = false
let waiting: (() => void)[] = []

/** Counts one message. True when the loop owes sockets and timers a turn: wait with `nextTurn`. */
export function spent(): boolean {
  if (shut) return true
  if ((++handled & (CHECK - 1)) !== 0) return false
  if (handled < MESSAGES && performance.now() - began < MILLISECONDS) return false
  shut = true
  setImmediate(reopen)
  return true
}

/** Runs `resume` in the next turn of the event loop, in the order of the calls. */
export function nextTurn(resume: () => void): void {
  waiting.push(resume)
}

function reopen(): void {
  shut = false
  handled = 0
  began = performance.now()
  const run = waiting
  waiting = []
  for (const resume of run) resume()
}
