import { IceServersAnswer } from '#protocol/http/realtime'
import { NoBody } from '#protocol/http/lists'
import { Diagnosis, ProbeAnswer } from '#protocol/http/rtc'
import { iceServers } from '#src/access/turn'
import { second } from '#src/base/durations'
import { findingsOf, type Listening, scopeOf } from '#src/observe/diagnosis'
import { checkIceServer, type IceCheck } from '#src/observe/ice-check'
import type { HttpDeps } from './deps'
import { own, operation, signedIn } from './route'

/** The media server as these routes need it; put together by `src/main`. */
export type RtcView = {
  sfu(): { readonly status: 'ok'; readonly ports: readonly number[] } | { readonly status: 'off'; readonly reason: string }
  /** An end to try connections with, for a few seconds; Refused media_unavailable where there is no media server. */
  probe(): Promise<ProbeAnswer>
}

/** Asking other servers costs them something: one check serves everybody for so long. */
const freshFor = 10 * second

/** What a call needs from the server, and what may be wrong with it: /v1/rtc. */
export const rtcRoutes = (deps: HttpDeps) => {
  const { config, rtc, access } = deps
  let known: { at: number; checks: Promise<readonly IceCheck[]> } | undefined
  const checks = (): Promise<readonly IceCheck[]> => {
    if (!known || performance.now() - known.at >= freshFor) known = { at: performance.now(), checks: ask() }
    return known.checks
  }
  const ask = async (): Promise<readonly IceCheck[]> => {
    const servers = iceServers(config, 'diagnosis').iceServers
    const asked = servers.flatMap(({ urls, username = '', credential }) =>
      urls.map((url) => checkIceServer(url, credential ? { username, credential } : null)),
    )
    return Promise.all(asked)
  }
  const diagnose = async (): Promise<Diagnosis> => {
    const sfu = rtc.sfu()
    const listening: readonly Listening[] = sfu.status === 'ok' ? (await rtc.probe()).iceCandidates : []
    const udp = sfu.status === 'ok' && listening.some(({ protocol }) => protocol === 'udp')
    const asked = await checks()
    return {
      sfu: {
        status: sfu.status,
        ...(sfu.status === 'off' ? { reason: sfu.reason } : {}),
        ports: sfu.status === 'ok' ? [...sfu.ports] : [],
        udp,
        listening: listening.map(({ protocol, address, port }) => ({ protocol, address, port, scope: scopeOf(address) })),
      },
      iceServers: [...asked],
      findings: findingsOf({ sfu, udp, listening, iceServers: asked }),
    }
  }

  return signedIn(deps)
    .get('/v1/rtc/ice-servers', ({ caller }) => iceServers(config, caller.userId), {
      response: { 200: own(IceServersAnswer) },
      detail: operation({ id: 'listIceServers', tag: 'rtc', summary: 'STUN and TURN servers, with credentials for an hour' }),
    })
    .get(
      '/v1/rtc/diagnose',
      ({ caller }) => {
        access.rates.require('probe.user', caller.userId)
        return diagnose()
      },
      {
        response: { 200: own(Diagnosis) },
        detail: operation({
          id: 'diagnoseRtc',
          tag: 'rtc',
          summary: 'How calls reach this server, what is wrong with that, and what to change',
          refuses: ['media_unavailable', 'busy'],
        }),
      },
    )
    .post(
      '/v1/rtc/probe',
      async ({ caller, set }) => {
        access.rates.require('probe.user', caller.userId)
        const probe = await rtc.probe()
        set.status = 201
        return probe
      },
      {
        body: own(NoBody),
        response: { 201: own(ProbeAnswer) },
        detail: operation({
          id: 'createProbe',
          tag: 'rtc',
          summary: 'An end on the media server to try connections with, for a few seconds',
          refuses: ['media_unavailable', 'busy'],
        }),
      },
    )
}
