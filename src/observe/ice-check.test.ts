import { expect, test } from 'bun:test'
import { createSocket } from 'node:dgram'
import { until } from '#test/parts/until'
import { checkIceServer } from './ice-check'

test('a server that says nothing is unreachable, and hears no more from us', async () => {
  let heard = 0
  const mute = createSocket('udp4').on('message', () => heard++)
  await new Promise<void>((bound) => mute.bind(0, '127.0.0.1', () => bound()))
  const url = `stun:127.0.0.1:${mute.address().port}`
  expect(await checkIceServer(url, null, 100)).toMatchObject({ url, status: 'unreachable' })
  await until('the question', () => heard >= 1)
  // a later check, as long as two questions take: the first one's are over
  expect(await checkIceServer(url, null, 700)).toMatchObject({ status: 'unreachable' })
  await until('the questions of the second check', () => heard >= 3)
  expect(heard).toBe(3)
  mute.close()
})
