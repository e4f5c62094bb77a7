import { describe, expect, test } from 'bun:test'
import { TypeCompiler } from '@sinclair/typebox/compiler'
import { decodeClientFrame } from '#protocol/envelope'
import { type ClientType, clientFrames } from '#protocol/frames/client'
import { type ServerType, serverFrames } from '#protocol/frames/server'
import { clientVectors } from './client'
import { envelopeVectors } from './envelope'
import { mutations } from './mutations'
import { ids } from './samples'
import { serverVectors } from './server'

const names = <T extends string>(table: Readonly<Record<T, unknown>>) => Object.keys(table) as T[]
const frame = (type: string, payload: unknown) => JSON.stringify({ v: 1, type, requestId: ids.request, payload })

describe('every client frame', () => {
  for (const type of names<ClientType>(clientFrames)) {
    const { valid, ack, invalid } = clientVectors[type]
    const { payload: schema, ack: ackSchema } = clientFrames[type]

    test(`${type} is read as it was sent`, () => {
      for (const payload of valid)
        expect(decodeClientFrame(frame(type, payload))).toEqual({ ok: true, frame: { type, requestId: ids.request, payload } } as never)
    })

    test(`${type} may carry fields this build does not know`, () => {
      for (const payload of valid) expect(decodeClientFrame(frame(type, { ...payload, fromTheFuture: { x: 1 } })).ok).toBe(true)
    })

    test(`${type} with a fault is invalid`, () => {
      const bad = Object.entries({ ...mutations(schema, valid[0]), ...invalid })
      expect(bad.length).toBeGreaterThan(0)
      for (const [name, payload] of bad) {
        const outcome = decodeClientFrame(frame(type, payload))
        expect([name, outcome]).toEqual([name, { ok: false, code: 'invalid', message: expect.any(String), requestId: ids.request }])
      }
    })

    test(`${type} has an ack that fits`, () => {
      expect([...TypeCompiler.Compile(ackSchema).Errors(JSON.parse(JSON.stringify(ack)))]).toEqual([])
    })
  }
})

describe('every server frame', () => {
  for (const type of names<ServerType>(serverFrames)) {
    const { valid, invalid } = serverVectors[type]
    const { payload: schema, stream } = serverFrames[type]
    const check = TypeCompiler.Compile(schema)

    test(`${type} fits its schema, also with more fields`, () => {
      for (const payload of valid) {
        expect([...check.Errors(payload)]).toEqual([])
        expect(check.Check({ ...payload, fromTheFuture: 1 })).toBe(true)
        expect(Object.hasOwn(payload, 'stream') && Object.hasOwn(payload, 'seq')).toBe(stream)
      }
    })

    test(`${type} with a fault does not fit`, () => {
      for (const [name, payload] of Object.entries({ ...mutations(schema, valid[0]), ...invalid }))
        expect([name, check.Check(payload)]).toEqual([name, false])
    })
  }
})

describe('every envelope fault', () => {
  for (const [name, { text, code, requestId }] of Object.entries(envelopeVectors)) {
    test(`${name} is ${code}`, () => {
      const outcome = decodeClientFrame(text)
      expect(outcome.ok ? 'read' : outcome.code).toBe(code)
      expect(outcome.ok ? undefined : outcome.requestId).toBe(requestId)
    })
  }
})
