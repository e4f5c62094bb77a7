import { describe, expect, test } from 'bun:test'
import fc from 'fast-check'
import { decodeClientFrame } from './envelope'
import { clientFrames } from './frames/client'
import { ids } from './vectors/samples'

const message = (text: string) => {
  const outcome = decodeClientFrame(text)
  return outcome.ok ? 'read' : outcome.message
}

describe('decodeClientFrame', () => {
  test('reads the frames of the simplest client: no version, no requestId', () => {
    expect(decodeClientFrame('{"type":"room.join","payload":{"roomSlug":"general"}}')).toEqual({
      ok: true,
      frame: { type: 'room.join', payload: { roomSlug: 'general' } },
    })
    expect(decodeClientFrame('{"type":"chat.send","payload":{"text":"hello from ws"}}')).toEqual({
      ok: true,
      frame: { type: 'chat.send', payload: { text: 'hello from ws' } },
    })
  })

  test('takes an absent payload for an empty one', () => {
    expect(decodeClientFrame('{"type":"ping","requestId":"r"}')).toEqual({ ok: true, frame: { type: 'ping', requestId: 'r', payload: {} } })
  })

  test('keeps text written with escapes', () => {
    expect(decodeClientFrame('{"type":"chat.send","payload":{"text":"\\u043f\\ud83d\\udc4b\\n"}}')).toEqual({
      ok: true,
      frame: { type: 'chat.send', payload: { text: 'п👋\n' } },
    })
  })

  test('says what is wrong and where', () => {
    expect(message('{"type":"room.join","payload":{}}')).toBe('payload: give either roomId or roomSlug')
    expect(message('{"type":"presence.set","payload":{"state":"away"}}')).toBe('payload/state: Expected one of online, idle')
    expect(message('{"type":"chat.send","payload":{"text":" "}}')).toBe('payload/text: Expected: not only white space')
    expect(message('{"type":"chat.send","payload":{"text":"\\u0000"}}')).toBe('/payload/text: contains U+0000')
  })

  test('never repeats ill-formed or endless names back', () => {
    expect(message(`{"type":"${'x'.repeat(9_000)}"}`).length).toBeLessThan(100)
    expect(message('{"type":"\\ud800"}').isWellFormed()).toBe(true)
    const cursors = JSON.stringify({ [`👋`.repeat(9_000)]: 1 })
    const refused = message(`{"type":"session.resume","payload":{"sessionId":"${ids.session}","resumeToken":"t","cursors":${cursors}}}`)
    expect([refused.length < 310, refused.isWellFormed()]).toEqual([true, true])
  })

  test('is not fooled by a payload that names prototypes', () => {
    expect(decodeClientFrame('{"type":"chat.send","payload":{"text":"a","__proto__":{"x":1},"constructor":1}}').ok).toBe(true)
    expect(decodeClientFrame('{"type":"chat.send","payload":{"__proto__":{"text":"a"}}}').ok).toBe(false)
    expect(decodeClientFrame('{"type":"__proto__"}').ok).toBe(false)
  })
})

test('whatever arrives is read or refused with a code, never thrown at', () => {
  const seed = Date.now() % 2 ** 31
  const frame = fc.record(
    { v: fc.anything(), type: fc.constantFrom(...Object.keys(clientFrames)), requestId: fc.anything(), payload: fc.anything() },
    { requiredKeys: ['type'] },
  )
  const text = fc.oneof(
    fc.string({ unit: 'binary' }),
    fc.json(),
    frame.map((value) => JSON.stringify(value)),
  )
  const codes = ['malformed', 'invalid', 'unknown_type', 'unsupported_version']
  try {
    fc.assert(
      fc.property(text, (raw) => {
        const outcome = decodeClientFrame(raw)
        return outcome.ok || (codes.includes(outcome.code) && outcome.message.isWellFormed())
      }),
      { seed, numRuns: 2_000 },
    )
  } catch (error) {
    console.error(`seed ${seed}`)
    throw error
  }
})
