import { afterEach, expect, test } from 'bun:test'
import type { types } from 'mediasoup'
import type { MediaPool } from './pool'
import { heldBy, opus, testPool } from './testkit'

let pool: MediaPool | undefined
afterEach(() => pool?.close())

test('a stream that cannot be packed is refused, and harms nobody else on its worker', async () => {
  pool = await testPool()
  const { conference } = await heldBy(pool)
  const { transportId } = await conference.transport('a', 'send')
  const rtpParameters = { ...opus(1), encodings: [{ ssrc: 1, maxBitrate: 'a lot' }] } as unknown as types.RtpParameters
  const refused = await conference.produce('a', transportId, { kind: 'audio', source: 'mic', rtpParameters }).catch((error) => error)
  expect(refused).toMatchObject({ name: 'Refused', code: 'invalid' })
  const { transportId: other } = await conference.transport('b', 'send')
  expect(await conference.produce('b', other, { kind: 'audio', source: 'mic', rtpParameters: opus(2) })).toMatchObject({})
})
