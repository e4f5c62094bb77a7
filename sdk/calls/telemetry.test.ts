import { expect, test } from 'bun:test'
import type { CallStats } from '#protocol/frames/call-stats'
import { VirtualClock } from '#sdk/testkit/virtual-clock'
import type { PeerStats, SendStats, VideoLevel } from './plane'
import { Telemetry } from './telemetry'

/** Vera comes in at 50 packets a second, of which `loss` are missing; I go out with what `sent` says. */
function scene() {
  const clock = new VirtualClock()
  const link = { loss: 0, sent: {} as Partial<SendStats> }
  const reports: CallStats[] = []
  const levels: VideoLevel[] = []
  let [received, lost, samples] = [0, 0, 0]
  const stats = async (): Promise<PeerStats[]> => {
    lost += 100 * link.loss
    received += 100 * (1 - link.loss)
    samples += 96_000
    return [
      {
        participantId: 'vera',
        roundTripMs: 30,
        jitterMs: 4,
        packetsLost: lost,
        packetsReceived: received,
        bytesReceived: received * 100,
        audioPacketsReceived: received,
        concealedSamples: 0,
        totalSamples: samples,
        videoFramesDecoded: 0,
        candidateType: 'host',
      },
    ]
  }
  const telemetry = new Telemetry({
    clock,
    stats,
    sendStats: async () => ({
      roundTripMs: 50,
      lossRatio: 0,
      availableBitrate: 900_000,
      bytesSent: 0,
      limitedByBandwidth: false,
      candidateType: 'relay',
      protocol: 'udp',
      ...link.sent,
    }),
    camera: () => true,
    adapted: (level) => levels.push(level),
    changed: () => undefined,
    report: (summary) => reports.push(summary),
  })
  telemetry.start()
  return { clock, link, telemetry, reports, levels }
}

test('every ten seconds the server is told how it goes', async () => {
  const { clock, telemetry, reports } = scene()
  await clock.advance(700)
  telemetry.firstFrame()
  await clock.advance(20_000)
  telemetry.firstFrame()
  expect(reports.length).toBe(2)
  expect(reports[1]).toMatchObject({
    peers: 1,
    roundTripMs: 50,
    jitterMs: 4,
    lossRatio: 0,
    receiveBitrate: 40_000,
    candidateType: 'relay',
    firstFrameMs: 700,
  })
})

test('marks follow what comes in now, not what was lost long ago', async () => {
  const { clock, link, telemetry } = scene()
  link.loss = 0.2
  await clock.advance(2_000)
  expect(telemetry.of('vera')).toBe('poor')
  link.loss = 0
  await clock.advance(2_000)
  expect(telemetry.of('vera')).toBe('good')
  expect(telemetry.of('boris')).toBe('good')
})

test('sound first: the camera goes when there is no room for both, and comes back one step at a time', async () => {
  const { clock, link, telemetry, levels } = scene()
  link.sent = { availableBitrate: 40_000, limitedByBandwidth: true, lossRatio: 0.05 }
  await clock.advance(6_000)
  expect(levels).toEqual(['off'])
  expect(telemetry.own).toBe('fair')
  link.sent = {}
  await clock.advance(40_000)
  expect(levels).toEqual(['off', 'reduced', 'full'])
})

test('stopped: nothing is asked or told any more', async () => {
  const { clock, telemetry, reports } = scene()
  telemetry.stop()
  await clock.advance(60_000)
  expect(reports).toEqual([])
})
