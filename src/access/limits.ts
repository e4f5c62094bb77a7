import { Refused } from '#protocol/errors'
import { minute, second } from '#src/base/durations'
import { limiter, type Limiter, type Taken } from '#src/base/rate-limit'

type Rate = { readonly burst: number; readonly per: number; readonly what: string }

/** `burst` uses may come at once, and `burst` uses come back in `per` ms. Generous to people and small scripts. */
const rates = {
  'register.address': { burst: 20, per: minute, what: 'registrations from your address' },
  'login.address': { burst: 30, per: minute, what: 'sign-ins from your address' },
  'login.account': { burst: 10, per: minute, what: 'sign-ins to this account' },
  'refresh.address': { burst: 120, per: minute, what: 'refreshed sign-ins from your address' },
  'http.address': { burst: 400, per: 4 * second, what: 'requests from your address' },
  'http.user': { burst: 200, per: 4 * second, what: 'requests' },
  'connect.address': { burst: 200, per: 10 * second, what: 'connections from your address' },
  'connect.user': { burst: 60, per: 60 * second, what: 'connections' },
  'frame.session': { burst: 400, per: 4 * second, what: 'frames' },
  'send.user': { burst: 60, per: 3 * second, what: 'messages' },
  'send.room': { burst: 1000, per: 5 * second, what: 'messages in this room' },
  'search.user': { burst: 60, per: 15 * second, what: 'searches for people' },
  'typing.user': { burst: 60, per: 20 * second, what: 'signs of typing' },
  'join.user': { burst: 200, per: 10 * second, what: 'joins' },
  'ring.user': { burst: 30, per: minute, what: 'invitations to calls' },
  'direct.user': { burst: 40, per: minute, what: 'direct conversations' },
  'probe.user': { burst: 40, per: 60 * second, what: 'checks of calls' },
  'signal.user': { burst: 500, per: 5 * second, what: 'call frames' },
} as const satisfies Record<string, Rate>

export type RateName = keyof typeof rates

export type RateLimits = {
  /** Counts one use; says when to come back if there was none left. */
  take(name: RateName, key: string): Taken
  /** Like take, but throws Refused rate_limited. */
  require(name: RateName, key: string): void
}

export type RateLimitOptions = {
  /** False lets everything pass (RATE_LIMITS=off). */
  readonly on: boolean
  readonly clock?: () => number
  /** Told of every refusal, for the metric. */
  readonly refused?: (name: RateName) => void
}

/** Every rate limit of the server, one limiter each. */
export function openRateLimits({ on, clock, refused }: RateLimitOptions): RateLimits {
  const limiters = new Map<string, Limiter>()
  for (const [name, { burst, per }] of Object.entries(rates)) {
    limiters.set(name, limiter({ limit: burst, per, ...(clock ? { clock } : {}) }))
  }

  function take(name: RateName, key: string): Taken {
    if (!on) return { ok: true }
    const taken = (limiters.get(name) as Limiter).take(key)
    if (!taken.ok) refused?.(name)
    return taken
  }

  return {
    take,
    require(name, key) {
      const taken = take(name, key)
      if (taken.ok) return
      const { retryAfterMs } = taken
      throw new Refused('rate_limited', `Too many ${rates[name].what}: wait a little.`, { retryAfterMs })
    },
  }
}
