import type { ProbeAnswer } from '#protocol/http/rtc'
import type { Clock } from '#sdk/clock'
import type { MediaPort } from '#sdk/calls/media-port'
import { answerOf } from './answer'
import type { Attempt, WayProblem } from './ways'

export type Tried = { readonly problem: Exclude<WayProblem, 'absent'> | null; readonly ms: number }

const withinMs = 7_000

/** Tries one way with a connection of its own and closes it again. Without candidates a relay of the TURN server is all that is wanted. */
export async function tryWay(port: MediaPort, clock: Clock, probe: ProbeAnswer | null, attempt: Attempt): Promise<Tried> {
  const { candidates, iceServers, relay } = attempt
  const began = clock.now()
  const pc = port.peer({ iceServers: [...iceServers], iceTransportPolicy: relay ? 'relay' : 'all' })
  let relayed = false
  let refused = false
  let cancel = (): void => undefined
  try {
    const connected = new Promise<boolean>((resolve) => {
      const late = clock.after(withinMs, () => resolve(false))
      cancel = late
      pc.onicecandidate = ({ candidate }) => {
        if (candidate?.type === 'relay') relayed = true
        if (candidates.length === 0 && relayed) resolve(true)
        // all was looked for and there is no relay: waiting brings none
        if (candidate === null && relay && !relayed) resolve(false)
      }
      pc.onicecandidateerror = ({ errorCode }) => {
        // 7xx is the browser's own word for a server it does not reach
        if (errorCode >= 400 && errorCode < 700) refused = true
      }
      pc.oniceconnectionstatechange = () => {
        const state = pc.iceConnectionState
        if (state === 'connected' || state === 'completed') resolve(true)
        if (state === 'failed') resolve(false)
      }
    })
    pc.createDataChannel('probe')
    const offer = await pc.createOffer()
    await pc.setLocalDescription(offer)
    if (probe && candidates.length > 0) await pc.setRemoteDescription({ type: 'answer', sdp: answerOf(probe, candidates, offer.sdp ?? '') })
    const works = await connected
    return { problem: works ? null : problem(), ms: clock.now() - began }
  } catch {
    return { problem: problem(), ms: clock.now() - began }
  } finally {
    cancel()
    pc.onicecandidate = pc.onicecandidateerror = pc.oniceconnectionstatechange = null
    pc.close()
  }

  function problem(): Exclude<WayProblem, 'absent'> {
    if (!relay) return 'blocked'
    if (relayed) return 'relay_stuck'
    return refused ? 'refused' : 'no_relay'
  }
}
