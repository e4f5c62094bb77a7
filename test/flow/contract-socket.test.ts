import { afterAll, beforeAll, describe, expect, test } from 'bun:test'
import { connect } from 'node:net'
import { Outsider } from '#test/parts/outsider'
import type { Person } from '#test/parts/people'
import { until } from '#test/parts/until'
import { Wire } from '#test/parts/wire'

/** CONTRACT.md, section Socket: the handshake, the envelope, and what is answered to frames that are no good. */
let outside: Outsider
let anna: Person

beforeAll(async () => {
  outside = await Outsider.start()
  anna = await outside.person('Anna')
}, 60_000)

afterAll(() => outside?.server.stop())

const open = (by: Person = anna): Promise<Wire> => Wire.open(outside.url, by)

/** The status line of the answer to a real upgrade request. */
function knock(query: string): Promise<string> {
  return new Promise((resolve, reject) => {
    const socket = connect(outside.server.port, '127.0.0.1')
    let heard = ''
    socket.on('error', reject)
    socket.on('data', (chunk) => {
      heard += String(chunk)
      if (!heard.includes('\r\n')) return
      resolve(heard.slice(0, heard.indexOf('\r\n')))
      socket.destroy()
    })
    const key = Buffer.from('0123456789abcdef').toString('base64')
    const lines = ['Host: localhost', 'Upgrade: websocket', 'Connection: Upgrade', `Sec-WebSocket-Key: ${key}`, 'Sec-WebSocket-Version: 13']
    socket.write(`GET /v1/realtime/ws${query} HTTP/1.1\r\n${lines.join('\r\n')}\r\n\r\n`)
  })
}

describe('the handshake', () => {
  test('without good credentials is answered 401 and never upgraded', async () => {
    const { ticket } = await outside.must('POST', '/v1/realtime/ticket', { by: anna, body: {} })
    for (const query of ['', '?token=', '?token=no.such.token', '?ticket=none', `?ticket=${anna.token}`, `?token=${ticket}`])
      expect([query, await knock(query)]).toEqual([query, expect.stringContaining(' 401 ')])
    expect(await knock(`?token=${anna.token}`)).toContain(' 101 ')
  })

  test('the first frame is server.capabilities with everything a client needs', async () => {
    const wire = await open()
    const [first] = wire.heard
    expect(first?.type).toBe('server.capabilities')
    expect(first?.payload).toMatchObject({
      versions: [1],
      features: expect.arrayContaining(['resume', 'presence', 'typing', 'call.p2p']),
      limits: { frameBytes: 65_536, textLength: 4_000 },
      heartbeatMs: 25_000,
      user: { id: anna.id, email: anna.email, name: 'Anna', role: 'user' },
      stream: { id: anna.id, head: expect.any(Number) },
    })
    for (const key of ['generation', 'sessionId', 'resumeToken']) expect(first?.payload[key]).toBeString()
    wire.close()
  })
})

describe('the envelope', () => {
  test('keys come in the order v, type, requestId, payload', async () => {
    const wire = await open()
    const { text } = await wire.ask('ping', {}, 'one')
    expect(text).toBe('{"v":1,"type":"ack","requestId":"one","payload":{}}')
    const nack = await wire.ask('chat.send', { text: 'x' }, 'two')
    expect(nack.text).toStartWith('{"v":1,"type":"nack","requestId":"two","payload":{"code":"not_joined","message":"')
    for (const frame of wire.heard) {
      const keys = Object.keys(JSON.parse(frame.text))
      expect(keys).toEqual(frame.requestId === undefined ? ['v', 'type', 'payload'] : ['v', 'type', 'requestId', 'payload'])
    }
    wire.close()
  })

  test('v may be absent, and so may an empty payload; another v is refused', async () => {
    const wire = await open()
    wire.write('{"type":"ping","requestId":"no-v"}')
    expect((await wire.next(({ requestId }) => requestId === 'no-v')).type).toBe('ack')
    wire.write('{"v":2,"type":"ping","requestId":"v2"}')
    expect((await wire.next(({ requestId }) => requestId === 'v2')).payload.code).toBe('unsupported_version')
    wire.close()
  })

  test('without requestId success is silent and failure is an error', async () => {
    const wire = await open()
    wire.write('{"type":"ping"}')
    wire.write('{"type":"room.join","payload":{"roomSlug":"general"}}')
    wire.write('{"type":"room.join","payload":{"roomSlug":"nowhere"}}')
    const error = await wire.next('error')
    expect(error.text).toStartWith('{"v":1,"type":"error","payload":{"code":"not_found","message":"')
    await wire.settled()
    expect(wire.all('ack')).toHaveLength(1) // of settled
    expect(wire.all('error')).toHaveLength(1)
    wire.close()
  })
})

describe('frames that are no good', () => {
  const bad: readonly [string, string][] = [
    ['not JSON', 'malformed'],
    ['[]', 'malformed'],
    ['[{"type":"ping"}]', 'malformed'],
    ['"ping"', 'malformed'],
    ['null', 'malformed'],
    ['{}', 'invalid'],
    ['{"type":7}', 'invalid'],
    ['{"type":"ping","requestId":7}', 'invalid'],
    ['{"type":"no.such.thing"}', 'unknown_type'],
    ['{"type":"__proto__"}', 'unknown_type'],
    ['{"type":"room.join","payload":{}}', 'invalid'],
    ['{"type":"room.join","payload":{"roomSlug":"general","roomId":"01900000-0000-7000-8000-000000000000"}}', 'invalid'],
    ['{"type":"message.send","payload":{"roomSlug":"general","text":"a\\u0000b"}}', 'invalid'],
    ['{"type":"message.send","payload":{"roomSlug":"general","text":"\\ud800"}}', 'invalid'],
    ['{"type":"message.send","payload":{"roomSlug":"general","text":""}}', 'invalid'],
    ['{"v":3,"type":"ping"}', 'unsupported_version'],
  ]

  test('are answered with a code, and the socket goes on', async () => {
    const wire = await open()
    for (const [text, code] of bad) {
      const after = wire.heard.length
      wire.write(text)
      const { payload } = await wire.next('error', { after })
      expect([text, payload.code]).toEqual([text, code])
    }
    const nack = await wire.ask('no.such.thing')
    expect([nack.type, nack.payload.code]).toEqual(['nack', 'unknown_type'])
    wire.close()
  })

  test('too large: closed 1009; binary: closed 4003; nothing but garbage: closed 4003', async () => {
    const [large, binary, garbage] = await Promise.all([open(), open(), open()])
    large.write(JSON.stringify({ type: 'message.send', payload: { roomSlug: 'general', text: 'x'.repeat(70_000) } }))
    binary.write(new Uint8Array([1, 2, 3]))
    for (let n = 0; n < 200; n++) garbage.write('garbage')
    expect(await Promise.all([large.closed, binary.closed, garbage.closed])).toEqual([1009, 4003, 4003])
  })

  test('a large one that fits is read', async () => {
    const wire = await open(await outside.person('Stranger'))
    const payload = { roomSlug: 'general', text: 'x'.repeat(4_000), more: 'y'.repeat(60_000) }
    expect(await wire.code('message.send', payload)).toBe('forbidden') // read, and refused for another reason
    wire.close()
  })
})

/** 400 at once and 100 a second are let through: more than that even where it takes some seconds. */
const FLOOD = 1_500

test('codes a client makes up when it closes do not become labels of the metrics', async () => {
  for (const code of [3_000, 3_999, 4_242]) {
    const wire = await open()
    wire.close(code)
    await wire.closed
  }
  const closed = async () => (await (await fetch(`${outside.url}/metrics`)).text()).match(/^boltorezka_ws_closed_total.*$/gm) ?? []
  await until('they are counted', async () => (await closed()).some((line) => line.endsWith('{code="other"} 3')))
  expect((await closed()).filter((line) => /code="(3|42)/.test(line))).toEqual([])
})

test('too many frames at once are nacked rate_limited with the time to wait, and none goes unanswered', async () => {
  const strict = await Outsider.start({ rateLimits: true })
  try {
    const vera = await strict.person('Vera')
    const wire = await Wire.open(strict.url, vera)
    const answers = await Promise.all(Array.from({ length: FLOOD }, () => wire.ask('ping')))
    const refused = answers.filter(({ type }) => type === 'nack')
    expect(answers.length - refused.length).toBeGreaterThanOrEqual(100)
    expect(refused.length).toBeGreaterThan(0)
    for (const { payload } of refused) {
      expect(['rate_limited', 'busy']).toContain(payload.code)
      expect(payload.retryAfterMs).toBeGreaterThan(0)
    }
    wire.close()
  } finally {
    await strict.server.stop()
  }
})
