import { describe, expect, test } from 'bun:test'
import { Refused } from '#protocol/errors'
import { uuid } from '#src/base/ids'
import { readResume, signResume } from './resume-token'
import { openTickets } from './tickets'
import { newRefreshToken, openTokens, refreshHash } from './tokens'

const who = { userId: uuid(), deviceId: uuid() }
const codeOf = async (work: () => unknown): Promise<string> => {
  try {
    await work()
  } catch (error) {
    return error instanceof Refused ? error.code : String(error)
  }
  return 'none'
}

describe('access tokens', () => {
  test('say who, until 15 minutes have passed', async () => {
    let now = 1_800_000_000_000
    const tokens = openTokens(['a'], () => now)
    const token = await tokens.signAccess(who)
    now += 899_000
    expect(await tokens.readAccess(token)).toEqual(who)
    now += 2_000
    expect(await codeOf(() => tokens.readAccess(token))).toBe('token_expired')
  })

  test('of another server, altered, unsigned or for another purpose are refused', async () => {
    const tokens = openTokens(['a'])
    const token = await tokens.signAccess(who)
    const [head, body, mark] = token.split('.')
    const none = Buffer.from('{"alg":"none"}').toString('base64url')
    const forged = Buffer.from(JSON.stringify({ sub: uuid(), did: uuid(), exp: 9e9 })).toString('base64url')
    for (const bad of [
      await openTokens(['b']).signAccess(who),
      `${head}.${forged}.${mark}`,
      `${none}.${body}.`,
      '',
      'x',
      'a.b.c',
      openTickets('a').sign(who),
    ]) {
      expect(await codeOf(() => tokens.readAccess(bad))).toBe('unauthenticated')
    }
  })

  test('survive a rotation of the secret while the old one is kept', async () => {
    const token = await openTokens(['old']).signAccess(who)
    expect(await openTokens(['new', 'old']).readAccess(token)).toEqual(who)
    expect(await codeOf(() => openTokens(['new']).readAccess(token))).toBe('unauthenticated')
  })
})

describe('tickets', () => {
  test('open once, within 30 seconds', async () => {
    let now = 1_800_000_000_000
    const tickets = openTickets('a', () => now)
    const ticket = tickets.sign(who)
    expect(tickets.take(ticket)).toEqual(who)
    expect(await codeOf(() => tickets.take(ticket))).toBe('unauthenticated')
    const late = tickets.sign(who)
    now += 30_000
    expect(await codeOf(() => tickets.take(late))).toBe('unauthenticated')
  })

  test('forged ones and other kinds of seal are refused', async () => {
    const tickets = openTickets('a')
    const resume = signResume('a', { ...who, sessionId: uuid(), expiresAt: Date.now() + 60_000 })
    for (const bad of ['', '.', 'a.b', resume, openTickets('b').sign(who), `${tickets.sign(who)}A`])
      expect(await codeOf(() => tickets.take(bad))).toBe('unauthenticated')
  })
})

describe('resume tokens', () => {
  test('give back what was signed until they expire', () => {
    const claims = { ...who, sessionId: uuid(), expiresAt: 1_000_000 }
    const token = signResume('a', claims)
    expect(readResume('a', token, 999_999)).toEqual(claims)
    expect(readResume('a', token, 1_000_000)).toBeNull()
    expect(readResume('b', token, 999_999)).toBeNull()
    expect(readResume('a', token.slice(0, -2), 999_999)).toBeNull()
  })
})

test('a refresh token is found by its hash only', () => {
  const { token, hash } = newRefreshToken()
  expect(refreshHash(token)).toBe(hash)
  expect(hash).not.toContain(token)
  expect(newRefreshToken().token).not.toBe(token)
})
