import { describe, expect, test } from 'bun:test'
import { openRateLimits } from './limits'
import { openRevocations } from './revocations'
import { iceServers } from './turn'

describe('rate limits', () => {
  test('refuse beyond the burst with the time to come back, per key', () => {
    let now = 0
    const refused: string[] = []
    const rates = openRateLimits({ on: true, clock: () => now, refused: (name) => refused.push(name) })
    for (let i = 0; i < 10; i++) rates.require('login.account', 'a')
    expect(() => rates.require('login.account', 'a')).toThrow(expect.objectContaining({ code: 'rate_limited', retryAfterMs: 6000 }))
    expect(refused).toEqual(['login.account'])
    rates.require('login.account', 'b')
    now += 6000
    rates.require('login.account', 'a')
  })

  test('off lets everything pass', () => {
    const rates = openRateLimits({ on: false })
    for (let i = 0; i < 1000; i++) expect(rates.take('login.account', 'a').ok).toBe(true)
  })
})

describe('revocations', () => {
  test('kill the device or everything of a user, until enabled or until no token can live', () => {
    let now = 0
    const revocations = openRevocations(() => now)
    const nothing = { revokedDevices: [], disabledUsers: [], enabledUsers: [] }
    revocations.learn({ ...nothing, revokedDevices: ['d'], disabledUsers: ['u'] })
    expect([revocations.isDead('d', 'x'), revocations.isDead('e', 'u'), revocations.isDead('e', 'x')]).toEqual([true, true, false])
    revocations.learn({ ...nothing, enabledUsers: ['u'] })
    expect(revocations.isDead('e', 'u')).toBe(false)
    now += 60 * 60_000
    revocations.learn(nothing)
    expect(revocations.isDead('d', 'x')).toBe(false)
  })
})

test('TURN passwords are coturn’s: base64 of HMAC-SHA1 over expiry and user', () => {
  const config = { stunUrls: ['stun:h:3478'], turnUrls: ['turn:h:3478?transport=udp'], turnSecret: 'north' }
  expect(iceServers(config, 'u1', 1_000_000_000_000)).toEqual({
    iceServers: [
      { urls: ['stun:h:3478'] },
      { urls: ['turn:h:3478?transport=udp'], username: '1000003600:u1', credential: '4qNbc/zf/BbF9vV5YMDBCaA+m90=' },
    ],
    expiresIn: 3600,
  })
  expect(iceServers({ stunUrls: [], turnUrls: [] }, 'u1').iceServers).toEqual([])
})
