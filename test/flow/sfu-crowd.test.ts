import { afterAll, beforeAll, expect, test } from 'bun:test'
import { Outsider } from '#test/parts/outsider'
import type { Person } from '#test/parts/people'
import { SfuWire } from '#test/parts/sfu-wire'
import { until } from '#test/parts/until'

/** A meeting that fills up: everybody joins at once, with rate limits on, and the call moves while they do. */
/** As many as may sign up from one address at once, but for the owner. */
const PEOPLE = 19
let outside: Outsider
let people: Person[]

beforeAll(async () => {
  outside = await Outsider.start({ mediaWorkers: 2, rateLimits: true })
  people = []
  for (let n = 0; n < PEOPLE; n++) people.push(await outside.person(`P${n}`))
}, 60_000)

afterAll(() => outside?.server.stop())

/** What a client does with what it is told, as long as the call lasts. */
async function follow(one: SfuWire): Promise<void> {
  const { routerRtpCapabilities } = one.seat as unknown as { routerRtpCapabilities?: { codecs: [] } }
  if (one.seat.topology === 'sfu' && routerRtpCapabilities) await one.build(one.seat.epoch, routerRtpCapabilities)
  else {
    const { epoch, routerRtpCapabilities: capabilities } = (await one.wire.next('call.topology')).payload
    await one.build(epoch, capabilities)
    await one.ready(epoch)
  }
  await one.confirm(PEOPLE - 1)
}

test('everybody gets everybody, in one move', async () => {
  const { id: roomId } = await outside.room()
  const all = await Promise.all(people.map((person) => SfuWire.join(outside.url, person, roomId)))
  await Promise.all(all.map(follow))
  const { callId, wire } = all[0] as SfuWire
  const stateOf = (): Promise<any> => wire.must('call.state', { roomId })
  await until('the call is on the SFU', async () => (await stateOf()).topology === 'sfu')
  const state = await stateOf()
  expect(state).toMatchObject({ callId, topology: 'sfu', epoch: 2 })
  expect(state.participants).toHaveLength(PEOPLE)
  for (const one of all) {
    const senders = one.wire.all('media.consumer').map(({ payload }) => payload.participantId)
    expect(new Set(senders).size).toBe(PEOPLE - 1)
    expect(one.wire.all('nack')).toEqual([])
    one.close()
  }
})
