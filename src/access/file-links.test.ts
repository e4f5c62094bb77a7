import { expect, test } from 'bun:test'
import { Refused } from '#protocol/errors'
import { limits } from '#protocol/limits'
import { openFileLinks } from './file-links'
import { openTickets } from './tickets'

const who = { userId: 'u', deviceId: 'd' }
const code = (work: () => unknown): string => {
  try {
    work()
    return 'none'
  } catch (error) {
    return error instanceof Refused ? error.code : String(error)
  }
}

test('a link says who it was signed for, as often as it is used', () => {
  const links = openFileLinks('secret')
  const key = links.sign('f', who)
  expect(links.open('f', key)).toEqual(who)
  expect(links.open('f', key)).toEqual(who)
})

test('it is for one file, and ends', () => {
  let now = 0
  const links = openFileLinks('secret', () => now)
  const key = links.sign('f', who)
  expect(code(() => links.open('another', key))).toBe('unauthenticated')
  now = limits.fileLinkSeconds * 1000 - 1
  expect(code(() => links.open('f', key))).toBe('none')
  now += 1
  expect(code(() => links.open('f', key))).toBe('token_expired')
})

test('nothing else that is sealed passes for one', () => {
  const links = openFileLinks('secret')
  expect(code(() => links.open('f', openTickets('secret').sign(who)))).toBe('unauthenticated')
  expect(code(() => links.open('f', openFileLinks('other').sign('f', who)))).toBe('unauthenticated')
  for (const key of ['', '.', 'x', 'bnVsbA.x']) expect(code(() => links.open('f', key))).toBe('unauthenticated')
})
