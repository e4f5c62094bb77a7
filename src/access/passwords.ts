import { availableParallelism } from 'node:os'
import { Refused } from '#protocol/errors'

export type Passwords = {
  hash(password: string): Promise<string>
  /** With no hash (nobody of that name) it takes as long as with a wrong password, and answers false. */
  verify(password: string, hash: string | null): Promise<boolean>
}

/** OWASP's argon2id: 19 MiB, two passes. About 30 ms of one core. */
const argon = { algorithm: 'argon2id', memoryCost: 19_456, timeCost: 2 } as const

/**
 * Argon2id behind a short line: `at once` hashes run, `waiting` more may wait, beyond that the answer is `busy`.
 * So a flood of sign-ins costs a bounded amount of memory and leaves threads to everything else.
 */
export function openPasswords(bounds: { readonly atOnce?: number; readonly waiting?: number } = {}): Passwords {
  const atOnce = bounds.atOnce ?? Math.max(1, availableParallelism() - 1)
  const waiting = bounds.waiting ?? 64
  const line: (() => void)[] = []
  let running = 0
  let nobody: Promise<string> | undefined

  async function inLine<T>(work: () => Promise<T>): Promise<T> {
    if (running < atOnce) running += 1
    else if (line.length < waiting) await new Promise<void>((go) => line.push(go))
    else throw new Refused('busy', 'Too many people are signing in at once: try again shortly.', { retryAfterMs: 1000 })
    try {
      return await work()
    } finally {
      const next = line.shift()
      if (next) next()
      else running -= 1
    }
  }

  return {
    hash: (password) => inLine(() => Bun.password.hash(normal(password), argon)),

    verify(password, hash) {
      return inLine(async () => {
        nobody ??= Bun.password.hash(crypto.randomUUID(), argon)
        const decoy = await nobody
        return (await Bun.password.verify(normal(password), hash ?? decoy)) && hash !== null
      })
    },
  }
}

/** The same password typed on another keyboard may arrive composed differently. */
const normal = (password: string): string => password.normalize('NFKC')
