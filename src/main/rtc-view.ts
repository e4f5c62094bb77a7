import { Refused } from '#protocol/errors'
import type { Conference } from '#media/conference'
import { second } from '#src/base/durations'
import type { RtcView } from '#src/http/rtc'

/** What of the media pool a probe needs. */
export type ProbedPool = {
  load(): readonly { readonly port: number }[]
  conference(id: string, onEvent: () => void): Promise<Pick<Conference, 'transport' | 'close'>>
}

/** Long enough for a client behind a bad link to try all its ways. */
const life = 20 * second
/** All of them at once; each is a router and a transport. */
const most = 50

/** The media server as /v1/rtc shows it. A probe is a conference with one transport and nobody in it, closed after seconds. */
export function rtcView(pool: () => ProbedPool | { readonly reason: string }): RtcView {
  const open = new Set<string>()
  return {
    sfu() {
      const now = pool()
      return 'reason' in now ? { status: 'off', reason: now.reason } : { status: 'ok', ports: now.load().map(({ port }) => port) }
    },
    async probe() {
      const now = pool()
      if ('reason' in now) throw new Refused('media_unavailable', now.reason)
      if (open.size >= most) throw new Refused('busy', 'Too many checks at once.', { retryAfterMs: second })
      const id = `probe-${crypto.randomUUID()}`
      open.add(id)
      try {
        const conference = await now.conference(id, () => undefined)
        setTimeout(() => {
          open.delete(id)
          conference.close()
        }, life).unref()
        const { iceParameters, iceCandidates, dtlsParameters } = await conference.transport('probe', 'send')
        return {
          iceParameters: { usernameFragment: iceParameters.usernameFragment, password: iceParameters.password },
          iceCandidates: iceCandidates.map(({ foundation, priority, address, ip, port, protocol }) => ({
            foundation,
            priority,
            address: address ?? ip,
            port,
            protocol,
          })),
          fingerprints: dtlsParameters.fingerprints.map(({ algorithm, value }) => ({ algorithm, value })),
          expiresIn: life / second,
        }
      } catch (error) {
        open.delete(id)
        throw error
      }
    },
  }
}
