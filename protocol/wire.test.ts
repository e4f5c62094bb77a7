import { describe, expect, test } from 'bun:test'
import { TypeCompiler } from '@sinclair/typebox/compiler'
import { decodeClientFrame } from './envelope'
import { Refusal } from './frames/session'
import { type ServerType, serverFrames } from './frames/server'
import { ids, message } from './vectors/samples'
import { serverVectors } from './vectors/server'
import { decodeServerFrame, encodeAck, encodeError, encodeEvent, encodeNack, encodeRequest, encodeStreamEvent } from './wire'

describe('what the server sends', () => {
  test('has its keys in the order of the contract', () => {
    expect(encodeAck('a"b', { messageId: '1' })).toBe('{"v":1,"type":"ack","requestId":"a\\"b","payload":{"messageId":"1"}}')
    expect(encodeNack('r', 'rate_limited', 'Slower', 800)).toBe(
      '{"v":1,"type":"nack","requestId":"r","payload":{"code":"rate_limited","message":"Slower","retryAfterMs":800}}',
    )
    expect(encodeNack('r', 'forbidden', 'No')).toBe('{"v":1,"type":"nack","requestId":"r","payload":{"code":"forbidden","message":"No"}}')
    expect(encodeError('malformed', 'Not JSON')).toBe('{"v":1,"type":"error","payload":{"code":"malformed","message":"Not JSON"}}')
    expect(encodeEvent('server.draining', { reconnectAfterMs: 3_200 })).toBe(
      '{"v":1,"type":"server.draining","payload":{"reconnectAfterMs":3200}}',
    )
  })

  test('is the same text for an event of a stream, however it is encoded', () => {
    const payload = { stream: ids.room, seq: 45, message: { ...message } }
    expect(encodeStreamEvent({ stream: ids.room, seq: 45, type: 'message.new', payload })).toBe(encodeEvent('message.new', payload))
  })

  test('has refusals that fit their schema', () => {
    const check = TypeCompiler.Compile(Refusal)
    expect(check.Check(JSON.parse(encodeNack('r', 'busy', 'Later', 5)).payload)).toBe(true)
    expect(check.Check(JSON.parse(encodeError('internal', 'Sorry')).payload)).toBe(true)
  })
})

describe('decodeServerFrame', () => {
  test('reads every frame the server sends', () => {
    for (const type of Object.keys(serverFrames) as ServerType[]) {
      for (const payload of serverVectors[type].valid) {
        expect(decodeServerFrame(JSON.stringify({ v: 1, type, payload }))).toEqual({ kind: 'frame', frame: { type, payload } } as never)
      }
    }
  })

  test('tells acks from nacks', () => {
    expect(decodeServerFrame(encodeAck('r', { x: 1 }))).toEqual({ kind: 'ack', requestId: 'r', payload: { x: 1 } })
    expect(decodeServerFrame(encodeNack('r', 'busy', 'Later', 5))).toEqual({
      kind: 'nack',
      requestId: 'r',
      code: 'busy',
      message: 'Later',
      retryAfterMs: 5,
    })
  })

  test('keeps the position of an event it does not know', () => {
    expect(decodeServerFrame('{"type":"poll.opened","payload":{"stream":"s","seq":7}}')).toEqual({
      kind: 'unknown',
      type: 'poll.opened',
      stream: 's',
      seq: 7,
    })
    expect(decodeServerFrame('{"type":"poll.opened"}')).toEqual({ kind: 'unknown', type: 'poll.opened' })
    expect(decodeServerFrame('{"type":"toString","payload":{}}')).toEqual({ kind: 'unknown', type: 'toString' })
  })

  test('calls the rest garbage', () => {
    for (const text of ['', 'x', '[]', '1', '{}', '{"type":1}', '{"type":"ack","payload":{}}', '{"type":"x","payload":1}']) {
      expect(decodeServerFrame(text)).toEqual({ kind: 'garbage' })
    }
  })
})

test('a request built by a client is read by the server', () => {
  expect(decodeClientFrame(encodeRequest('room.join', { roomSlug: 'general', cursor: 4 }, 'r'))).toEqual({
    ok: true,
    frame: { type: 'room.join', requestId: 'r', payload: { roomSlug: 'general', cursor: 4 } },
  })
  expect(decodeClientFrame(encodeRequest('ping', {})).ok).toBe(true)
})

test('what browsers import needs neither TypeBox nor eval', async () => {
  const built = await Bun.build({ entrypoints: [new URL('wire.ts', import.meta.url).pathname], target: 'browser' })
  const text = await built.outputs[0]?.text()
  expect(text).toContain('message.new')
  expect(text).not.toMatch(/typebox|new Function|globalThis\.Function/i)
})
