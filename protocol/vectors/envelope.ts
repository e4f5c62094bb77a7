import { ids } from './samples'

/** Texts a server must refuse before it looks at a payload, with the code it answers and the requestId it can still read. */
export const envelopeVectors: Readonly<Record<string, { readonly text: string; readonly code: string; readonly requestId?: string }>> = {
  'no text at all': { text: '', code: 'malformed' },
  'not JSON': { text: 'hello', code: 'malformed' },
  'half a frame': { text: '{"type":"ping"', code: 'malformed' },
  'a raw control character': { text: '{"type":"chat.send","payload":{"text":"a\u0001"}}', code: 'malformed' },
  'an array': { text: '[{"type":"ping"}]', code: 'malformed' },
  'a number': { text: '1', code: 'malformed' },
  null: { text: 'null', code: 'malformed' },
  'an empty object': { text: '{}', code: 'invalid' },
  'a type that is a number': { text: '{"type":1}', code: 'invalid' },
  'a requestId that is a number': { text: '{"type":"ping","requestId":1}', code: 'invalid' },
  'an empty requestId': { text: '{"type":"ping","requestId":""}', code: 'invalid' },
  'a requestId that is too long': { text: `{"type":"ping","requestId":"${'a'.repeat(129)}"}`, code: 'invalid' },
  'a requestId with a lone surrogate': { text: '{"type":"ping","requestId":"\\ud800"}', code: 'invalid' },
  'version 2': { text: `{"v":2,"type":"ping","requestId":"${ids.request}"}`, code: 'unsupported_version', requestId: ids.request },
  'a version that is text': { text: '{"v":"1","type":"ping"}', code: 'unsupported_version' },
  'an unknown type': { text: '{"type":"room.paint","requestId":"r"}', code: 'unknown_type', requestId: 'r' },
  'the name of an inherited property': { text: '{"type":"toString","requestId":"r"}', code: 'unknown_type', requestId: 'r' },
  'the type of an answer': { text: '{"type":"ack","requestId":"r","payload":{}}', code: 'unknown_type', requestId: 'r' },
  'the type of an event': { text: '{"type":"message.new","payload":{}}', code: 'unknown_type' },
  'a payload that is null': { text: '{"type":"ping","requestId":"r","payload":null}', code: 'invalid', requestId: 'r' },
  'U+0000 in an unknown field': { text: '{"type":"ping","requestId":"r","payload":{"x":"\\u0000"}}', code: 'invalid', requestId: 'r' },
  'U+0000 in a key': { text: '{"type":"ping","payload":{"a\\u0000":1}}', code: 'invalid' },
  'a lone surrogate beside the payload': { text: '{"type":"ping","payload":{},"x":["\\udc00"]}', code: 'invalid' },
  'endless nesting': { text: `{"type":"ping","payload":{"x":${'['.repeat(20_000)}${']'.repeat(20_000)}}}`, code: 'invalid' },
}
