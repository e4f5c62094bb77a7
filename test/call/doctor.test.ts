import { afterAll, afterEach, beforeAll, expect, test } from 'bun:test'
import type { DoctorSnapshot } from '#sdk/doctor/doctor'
import { closeBrowser, launch, withoutUdp } from '#test/parts/browser'
import { openCaller, type Caller, type CallerOptions } from '#test/parts/call-page'
import { startCoturn, type Coturn } from '#test/parts/coturn'
import { startServer, type TestServer } from '#test/parts/server'

let coturn: Coturn
type Serving = { readonly settings: string; readonly server: TestServer }
let serving: Serving | null = null
const callers: Caller[] = []

beforeAll(async () => {
  coturn = await startCoturn()
}, 30_000)
afterEach(async () => {
  for (const caller of callers.splice(0)) await caller.close()
}, 30_000)
afterAll(async () => {
  await serving?.server.stop()
  await closeBrowser()
  await coturn?.stop()
}, 30_000)

/** The whole check by somebody on a server of these settings. */
async function examine(env: Record<string, string>, how: CallerOptions & { readonly mediaWorkers?: number } = {}): Promise<DoctorSnapshot> {
  const { mediaWorkers = 1, ...options } = how
  const { server } = await serverOf(env, mediaWorkers)
  const caller = await openCaller(server.url, 'Anna', options)
  callers.push(caller)
  return caller.run<DoctorSnapshot>('(async () => { await client.doctor.run(); return client.doctor.getSnapshot() })()')
}
/** The server of the test before, where it has the same settings. */
async function serverOf(env: Record<string, string>, mediaWorkers: number): Promise<Serving> {
  const settings = JSON.stringify([env, mediaWorkers])
  if (serving?.settings === settings) return serving
  await serving?.server.stop()
  serving = null
  return (serving = { settings, server: await startServer({ env, mediaWorkers }) })
}
const waysOf = ({ ways }: DoctorSnapshot): Record<string, string> =>
  Object.fromEntries(ways.map(({ kind, state, problem }) => [kind, problem ?? state]))
const findings = ({ server: seen }: DoctorSnapshot): string[] => (seen?.findings ?? []).map(({ code }) => code)

test('with everything open every way works, and an address that only this machine reaches is named', async () => {
  const found = await examine({ ...coturn.env, RTC_ANNOUNCED_ADDRESS: '127.0.0.1' })
  expect(waysOf(found)).toEqual({ udp: 'works', tcp: 'works', ipv6: 'absent', 'turn-udp': 'works', 'turn-tcp': 'works' })
  expect([found.state, found.conclusion]).toEqual(['done', 'good'])
  expect(findings(found)).toEqual(['announced_loopback', 'ipv6_missing'])
  expect(found.server?.sfu.listening.map(({ protocol, address, scope }) => [protocol, address, scope])).toEqual([
    ['udp', '127.0.0.1', 'loopback'],
    ['tcp', '127.0.0.1', 'loopback'],
  ])
}, 60_000)

test('UDP blocked on the way: calls use TCP', async () => {
  const browser = launch(withoutUdp)
  try {
    const found = await examine({ ...coturn.env, RTC_ANNOUNCED_ADDRESS: '127.0.0.1' }, { browser })
    expect(waysOf(found)).toMatchObject({ udp: 'blocked', tcp: 'works', 'turn-udp': 'no_relay' })
    expect(found.conclusion).toBe('tcp_only')
  } finally {
    await (await browser).close()
  }
}, 60_000)

test('everything to the media server blocked but TURN', async () => {
  const found = await examine({ ...coturn.env, RTC_ANNOUNCED_ADDRESS: '127.0.0.1' }, { relayOnly: true })
  expect(waysOf(found)).toMatchObject({ udp: 'blocked', tcp: 'blocked', 'turn-udp': 'works', 'turn-tcp': 'works' })
  expect(found.conclusion).toBe('turn_only')
}, 60_000)

test('IPv6 is tried where the server announces it', async () => {
  const found = await examine({ RTC_ANNOUNCED_ADDRESS: '127.0.0.1,::1' })
  expect(waysOf(found)).toMatchObject({ udp: 'works', ipv6: expect.stringMatching(/works|blocked/) })
  expect(findings(found)).toEqual(['announced_loopback', 'ipv6_missing', 'turn_missing', 'stun_missing'])
}, 60_000)

test('UDP off on the server: only TCP is offered, and the server says why', async () => {
  const found = await examine({ RTC_UDP: 'off', RTC_ANNOUNCED_ADDRESS: '127.0.0.1' })
  expect(waysOf(found)).toMatchObject({ udp: 'absent', tcp: 'works' })
  expect(found.conclusion).toBe('tcp_offered')
  expect(findings(found)).toContain('udp_off')
}, 60_000)

test('a TURN server of another secret is told from one that is not there', async () => {
  const urls = `turn:127.0.0.1:${coturn.port}?transport=udp,turn:127.0.0.1:9?transport=tcp`
  const found = await examine({ TURN_URLS: urls, TURN_SECRET: 'another one', RTC_ANNOUNCED_ADDRESS: '127.0.0.1' }, { relayOnly: true })
  expect(waysOf(found)).toMatchObject({ 'turn-udp': 'refused', 'turn-tcp': 'no_relay' })
  expect(found.conclusion).toBe('nothing')
  expect(findings(found)).toEqual(expect.arrayContaining(['turn_refused', 'turn_unreachable']))
}, 60_000)

test('nothing configured and no media server: direct calls are what there is', async () => {
  const found = await examine({}, { mediaWorkers: 0 })
  expect(waysOf(found)).toEqual({ udp: 'absent', tcp: 'absent', ipv6: 'absent' })
  expect(found.conclusion).toBe('direct_only')
  expect(findings(found)).toEqual(['sfu_off', 'turn_missing', 'stun_missing'])
}, 60_000)
