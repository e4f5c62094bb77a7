import { describe, expect, test } from 'bun:test'
import { ConfigError, describeConfig, readConfig } from './config'
import type { Env } from './env-file'

function problems(env: Env): readonly string[] {
  try {
    readConfig(env)
  } catch (error) {
    if (error instanceof ConfigError) return error.problems.map(({ key }) => key)
    throw error
  }
  return []
}

describe('readConfig', () => {
  test('an empty environment gives a complete configuration', () => {
    expect(readConfig({})).toEqual({
      host: '0.0.0.0',
      port: 8080,
      publicUrl: 'http://localhost:8080',
      dataDir: './data',
      ffmpeg: 'ffmpeg',
      p2pMaxParticipants: 3,
      callMaxParticipants: 100,
      rtcPort: 20_000,
      rtcAnnouncedAddress: [],
      rtcUdp: 'on',
      stunUrls: [],
      turnUrls: [],
      trustedProxies: [],
      rateLimits: 'on',
      testHooks: 'off',
      logLevel: 'info',
    })
  })

  test('every key is read', () => {
    const secret = 's'.repeat(32)
    const config = readConfig({
      HOST: '127.0.0.1',
      PORT: '9000',
      PUBLIC_URL: 'https://chat.example.org/',
      DATA_DIR: '/srv/data',
      DATABASE_URL: 'postgres://u:p@db/chat',
      JWT_SECRET: secret,
      SUPER_ADMIN_EMAIL: 'Root@Example.org',
      P2P_MAX_PARTICIPANTS: '4',
      CALL_MAX_PARTICIPANTS: '50',
      MEDIA_WORKERS: '0',
      RTC_PORT: '61000',
      RTC_ANNOUNCED_ADDRESS: '203.0.113.7, 2001:db8::7, media.example.org',
      RTC_UDP: 'off',
      STUN_URLS: 'stun:a:3478, stun:b:3478',
      TURN_URLS: 'turn:a:3478?transport=udp',
      MEDIA_WORKER_BIN: '/opt/mediasoup-worker',
      TURN_SECRET: 'shared',
      TRUSTED_PROXIES: '10.0.0.0/8,::1',
      RATE_LIMITS: 'off',
      TEST_HOOKS: 'on',
      LOG_LEVEL: 'debug',
    })
    expect(config).toEqual({
      host: '127.0.0.1',
      port: 9000,
      publicUrl: 'https://chat.example.org',
      dataDir: '/srv/data',
      databaseUrl: 'postgres://u:p@db/chat',
      jwtSecret: secret,
      superAdminEmail: 'root@example.org',
      ffmpeg: 'ffmpeg',
      mediaWorkerBin: '/opt/mediasoup-worker',
      p2pMaxParticipants: 4,
      callMaxParticipants: 50,
      mediaWorkers: 0,
      rtcPort: 61_000,
      rtcAnnouncedAddress: ['203.0.113.7', '2001:db8::7', 'media.example.org'],
      rtcUdp: 'off',
      stunUrls: ['stun:a:3478', 'stun:b:3478'],
      turnUrls: ['turn:a:3478?transport=udp'],
      turnSecret: 'shared',
      trustedProxies: ['10.0.0.0/8', '::1'],
      rateLimits: 'off',
      testHooks: 'on',
      logLevel: 'debug',
    })
  })

  test.each([
    ['HOST', 'localhost:8080'],
    ['PORT', '80a'],
    ['PORT', '65536'],
    ['PORT', '-1'],
    ['PUBLIC_URL', 'chat.example.org'],
    ['PUBLIC_URL', 'https://example.org/chat'],
    ['DATABASE_URL', 'mysql://db'],
    ['P2P_MAX_PARTICIPANTS', '2.5'],
    ['JWT_SECRET', 'short'],
    ['SUPER_ADMIN_EMAIL', 'root'],
    ['P2P_MAX_PARTICIPANTS', '1'],
    ['CALL_MAX_PARTICIPANTS', '1'],
    ['MEDIA_WORKERS', '-1'],
    ['RTC_PORT', '443'],
    ['RTC_PORT', '40000'],
    ['RTC_ANNOUNCED_ADDRESS', '203.0.113.7:20000'],
    ['RTC_UDP', 'tcp'],
    ['STUN_URLS', 'a:3478'],
    ['TURN_URLS', 'https://turn'],
    ['TRUSTED_PROXIES', '10.0.0.0/33'],
    ['TRUSTED_PROXIES', 'proxy'],
    ['RATE_LIMITS', 'no'],
    ['LOG_LEVEL', 'loud'],
  ])('%s=%s is refused by name', (key, value) => {
    expect(problems({ [key]: value })).toEqual([key])
  })

  test('all bad keys are named at once', () => {
    expect(problems({ PORT: 'x', LOG_LEVEL: 'x', HOST: 'x y' })).toEqual(['HOST', 'PORT', 'LOG_LEVEL'])
  })

  test('the value of a secret is not repeated', () => {
    expect(() => readConfig({ JWT_SECRET: 'hunter2' })).toThrow(/JWT_SECRET: expected at least 32 characters$/)
  })

  test('an empty variable counts as unset', () => {
    expect(readConfig({ PORT: ' ', DATABASE_URL: '' })).toEqual(readConfig({}))
  })

  test.each(['127.0.0.1', '127.8.8.8', '::1', 'localhost'])('rate limits may be off on %s', (address) => {
    expect(readConfig({ HOST: address, RATE_LIMITS: 'off' }).rateLimits).toBe('off')
  })

  test.each(['', '0.0.0.0', '::', '192.168.0.2', 'chat.example.org'])('rate limits may not be off on %p', (address) => {
    expect(problems({ HOST: address, RATE_LIMITS: 'off' })).toEqual(['RATE_LIMITS'])
  })

  test('hooks for tests are refused where others could reach them', () => {
    expect(readConfig({ HOST: '127.0.0.1', TEST_HOOKS: 'on' }).testHooks).toBe('on')
    expect(problems({ HOST: '0.0.0.0', TEST_HOOKS: 'on' })).toEqual(['TEST_HOOKS'])
  })

  test('a Redis is refused as long as there are no clusters', () => {
    expect(problems({ REDIS_URL: 'redis://cache' })).toEqual(['REDIS_URL'])
  })

  test('the ports of all media workers stay below those of outgoing connections', () => {
    expect(problems({ RTC_PORT: '32767', MEDIA_WORKERS: '1' })).toEqual([])
    expect(problems({ RTC_PORT: '32767', MEDIA_WORKERS: '2' })).toEqual(['RTC_PORT'])
  })

  test('TURN needs both its address and its secret', () => {
    expect(problems({ TURN_URLS: 'turn:a:3478' })).toEqual(['TURN_SECRET'])
    expect(problems({ TURN_SECRET: 'shared' })).toEqual(['TURN_URLS'])
  })
})

describe('describeConfig', () => {
  test('says where a value is from and masks secrets', () => {
    const rows = describeConfig({ PORT: '1', JWT_SECRET: 'hunter2' })
    expect(rows.find(({ key }) => key === 'PORT')).toMatchObject({ value: '1', from: 'environment' })
    expect(rows.find(({ key }) => key === 'HOST')).toMatchObject({ value: '0.0.0.0', from: 'default' })
    expect(JSON.stringify(rows)).not.toContain('hunter2')
  })
})
