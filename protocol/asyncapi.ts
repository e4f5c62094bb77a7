import type { TSchema } from '@sinclair/typebox'
import { type ClientType, clientFrames } from './frames/client'
import { type ServerType, serverFrames } from './frames/server'
import { Refusal } from './frames/session'
import { type Json, type JsonObject, plain, refer } from './json-schema'
import { limits } from './limits'
import { clientVectors } from './vectors/client'
import { ids } from './vectors/samples'
import { serverVectors } from './vectors/server'

const requestId: JsonObject = { type: 'string', minLength: 1, maxLength: limits.requestIdLength }

function envelope(type: string, payload: TSchema, id: 'none' | 'optional' | 'required'): Json {
  return {
    type: 'object',
    required: ['type', ...(id === 'required' ? ['requestId'] : []), 'payload'],
    properties: {
      v: { const: 1, description: 'Absent = 1' },
      type: { const: type },
      ...(id === 'none' ? {} : { requestId }),
      payload: plain(payload),
    },
  }
}

const short = (payload: unknown): boolean => JSON.stringify(payload).length <= 1_000

const example = (type: string, payload: unknown, id: boolean): JsonObject => ({
  payload: plain({ v: 1, type, ...(id ? { requestId: ids.request } : {}), payload }),
})

const message = (type: string, title: string, summary: string, payload: Json, examples: JsonObject[]): JsonObject => ({
  name: type,
  title,
  summary,
  payload,
  ...(examples.length === 0 ? {} : { examples }),
})

const refs = (keys: readonly string[], at: string): Json => keys.map((key) => ({ $ref: `${at}/${key}` }))
const channel = '#/channels/socket'

function messages(): { [key: string]: JsonObject } {
  const all: { [key: string]: JsonObject } = {}
  for (const type of Object.keys(clientFrames) as ClientType[]) {
    const { summary, payload, ack } = clientFrames[type]
    const { valid, ack: answer } = clientVectors[type]
    const requests = valid.filter(short).map((value) => example(type, value, true))
    all[`request.${type}`] = message(type, type, summary, envelope(type, payload, 'optional'), requests)
    all[`ack.${type}`] = message('ack', `ack of ${type}`, `Answers ${type}`, envelope('ack', ack, 'required'), [
      example('ack', answer, true),
    ])
  }
  const nack = { code: 'rate_limited', message: 'Slower', retryAfterMs: 800 }
  all['nack'] = message('nack', 'nack', 'Refuses a request, with a code', envelope('nack', Refusal, 'required'), [
    example('nack', nack, true),
  ])
  for (const type of Object.keys(serverFrames) as ServerType[]) {
    const { summary, payload, stream } = serverFrames[type]
    const examples = serverVectors[type].valid.map((value) => example(type, value, false))
    all[`event.${type}`] = {
      ...message(type, type, summary, envelope(type, payload, 'none'), examples),
      tags: [{ name: stream ? 'stream event' : 'ephemeral' }],
    }
  }
  return all
}

function operations(): JsonObject {
  const all: JsonObject = {}
  for (const [type, { summary }] of Object.entries(clientFrames)) {
    all[`request.${type}`] = {
      action: 'receive',
      summary,
      channel: { $ref: channel },
      messages: refs([`request.${type}`], `${channel}/messages`),
      reply: { channel: { $ref: channel }, messages: refs([`ack.${type}`, 'nack'], `${channel}/messages`) },
    }
  }
  for (const [type, { summary }] of Object.entries(serverFrames)) {
    all[`event.${type}`] = { action: 'send', summary, channel: { $ref: channel }, messages: refs([`event.${type}`], `${channel}/messages`) }
  }
  return all
}

const description = `One envelope per text frame: v, type, requestId, payload. Without requestId success is silent and failure is an \`error\`.
An ack means accepted and, where the request changes state, committed. Receivers ignore unknown fields and unknown frames; an event
of unknown type with \`stream\` and \`seq\` still moves the cursor.`

/** The AsyncAPI 3 document of every frame, both ways, from the server's point of view. */
export function asyncApiDocument(version: string): JsonObject {
  const { document: every, schemas } = refer(messages())
  return {
    asyncapi: '3.0.0',
    info: { title: 'Boltorezka realtime', version, description },
    defaultContentType: 'application/json',
    servers: { local: { host: 'localhost:8080', protocol: 'ws', description: 'A server on this machine; wss behind TLS' } },
    channels: {
      socket: {
        address: '/v1/realtime/ws',
        description: 'Credentials in the query: `token` (an access token) or `ticket` (from POST /v1/realtime/ticket).',
        servers: [{ $ref: '#/servers/local' }],
        messages: Object.fromEntries(Object.keys(every).map((key) => [key, { $ref: `#/components/messages/${key}` }])),
        bindings: {
          ws: { query: { type: 'object', properties: { token: { type: 'string' }, ticket: { type: 'string' } } }, bindingVersion: '0.1.0' },
        },
      },
    },
    operations: operations(),
    components: { messages: every, schemas },
  }
}
