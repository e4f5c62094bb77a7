import { describe, expect, test } from 'bun:test'
import { addressKey, clientAddress, isLocal, trustedProxies } from './address'

const headers = (forwarded?: string): Headers => new Headers(forwarded === undefined ? {} : { 'x-forwarded-for': forwarded })

describe('the address of a client', () => {
  const proxies = trustedProxies(['10.0.0.0/8', '127.0.0.1', 'fd00::/8'])

  test('is the socket’s, whatever a stranger writes into X-Forwarded-For', () => {
    expect(clientAddress(headers('1.1.1.1'), '203.0.113.9', proxies)).toBe('203.0.113.9')
    expect(clientAddress(headers('1.1.1.1'), '127.0.0.1', trustedProxies([]))).toBe('127.0.0.1')
  })
  test('is what the nearest trusted proxy saw, not what came before it', () => {
    expect(clientAddress(headers('9.9.9.9, 203.0.113.9'), '10.1.2.3', proxies)).toBe('203.0.113.9')
    expect(clientAddress(headers('9.9.9.9, 203.0.113.9, 10.4.4.4'), '::ffff:127.0.0.1', proxies)).toBe('203.0.113.9')
    expect(clientAddress(headers('203.0.113.9:4711'), 'fd00::1', proxies)).toBe('203.0.113.9')
  })
  test('stops at garbage', () => {
    expect(clientAddress(headers('1.1.1.1, junk'), '10.1.2.3', proxies)).toBe('10.1.2.3')
    expect(clientAddress(headers(''), '10.1.2.3', proxies)).toBe('10.1.2.3')
  })
})

test('local is this machine without a proxy between', () => {
  expect(isLocal(new Headers(), '127.0.0.1')).toBe(true)
  expect(isLocal(new Headers(), '::1')).toBe(true)
  expect(isLocal(new Headers(), '::ffff:127.0.0.1')).toBe(true)
  expect(isLocal(new Headers(), '10.0.0.1')).toBe(false)
  expect(isLocal(new Headers(), '')).toBe(false)
  for (const name of ['X-Forwarded-For', 'Forwarded', 'X-Real-IP'])
    expect(isLocal(new Headers({ [name]: '127.0.0.1' }), '127.0.0.1')).toBe(false)
})

test('IPv6 addresses of one network are counted together', () => {
  expect(addressKey('203.0.113.9')).toBe('203.0.113.9')
  expect(addressKey('2001:db8:1:2:3:4:5:6')).toBe('2001:db8:1:2')
  expect(addressKey('2001:0db8:1:2::9')).toBe('2001:db8:1:2')
  expect(addressKey('2001:db8::9')).toBe('2001:db8:0:0')
  expect(addressKey('::1')).toBe('0:0:0:0')
})
