import { afterEach, expect, test } from 'bun:test'
import type { Diagnosis } from '#protocol/http/rtc'
import { startCoturn, type Coturn } from '#test/parts/coturn'
import { freePort } from '#test/parts/free-port'
import { Outsider } from '#test/parts/outsider'

let coturn: Coturn | null = null
let outside: Outsider | null = null
afterEach(async () => {
  await outside?.server.stop()
  await coturn?.stop()
  coturn = outside = null
})

async function diagnose(env: Record<string, string>): Promise<Diagnosis> {
  outside = await Outsider.start({ env: { MEDIA_WORKERS: '0', ...env } })
  return outside.must('GET', '/v1/rtc/diagnose', { by: await outside.person('Anna') })
}
const findings = ({ findings: found }: Diagnosis): string[] => found.map(({ code, subject }) => (subject ? `${code} ${subject}` : code))

test('a TURN server is asked for a relay over each transport, and answers with the address it sees', async () => {
  coturn = await startCoturn()
  const diagnosis = await diagnose({ ...coturn.env, STUN_URLS: `stun:127.0.0.1:${coturn.port}` })
  expect(diagnosis.iceServers.map(({ url, status, seenAs }) => [url, status, seenAs])).toEqual([
    [`stun:127.0.0.1:${coturn.port}`, 'ok', '127.0.0.1'],
    [`turn:127.0.0.1:${coturn.port}?transport=udp`, 'ok', '127.0.0.1'],
    [`turn:127.0.0.1:${coturn.port}?transport=tcp`, 'ok', '127.0.0.1'],
  ])
  expect(findings(diagnosis)).toEqual(['sfu_off'])
  // the relay was given back: coturn keeps none for the ten minutes it would live
  expect(coturn.output()).toMatch(/session \d+: refreshed.*lifetime=0|delete/)
}, 60_000)

test('a secret that is not coturn’s is named, and a transport that is blocked', async () => {
  coturn = await startCoturn({ transports: ['tcp'] })
  const [udp, tcp] = [`turn:127.0.0.1:${coturn.port}?transport=udp`, `turn:127.0.0.1:${coturn.port}?transport=tcp`]
  const right = await diagnose({ TURN_URLS: `${udp},${tcp}`, TURN_SECRET: coturn.env.TURN_SECRET })
  expect(findings(right)).toEqual(['sfu_off', `turn_unreachable ${udp}`])
  await outside?.server.stop()
  const wrong = await diagnose({ TURN_URLS: tcp, TURN_SECRET: 'another one' })
  expect(findings(wrong)).toEqual(['sfu_off', `turn_refused ${tcp}`])
  expect(wrong.iceServers[0]?.detail).toStartWith('401')
}, 60_000)

test('nobody there, and nothing configured', async () => {
  const url = `turn:127.0.0.1:${await freePort()}?transport=tcp`
  const gone = await diagnose({ TURN_URLS: url, TURN_SECRET: 'x' })
  expect(findings(gone)).toEqual(['sfu_off', `turn_unreachable ${url}`])
  await outside?.server.stop()
  const nothing = await diagnose({})
  expect(findings(nothing)).toEqual(['sfu_off', 'turn_missing', 'stun_missing'])
  for (const { text } of nothing.findings) expect(text).toEndWith('.')
}, 60_000)
