import { type TypeCheck, TypeCompiler } from '@sinclair/typebox/compiler'
import type { TSchema } from '@sinclair/typebox'
import { type ClientFrame, type ClientType, clientFrames, isClientType } from './frames/client'
import { limits } from './limits'
import { findUnstorable, mayBeUnstorable } from './strings'

export { decodeServerFrame, encodeAck, encodeError, encodeEvent, encodeNack, encodeRequest, encodeStreamEvent } from './wire'

/** What became of a text frame from a client. `requestId` is there when one could be read, so that the answer can be a nack. */
export type Decoded =
  | { readonly ok: true; readonly frame: ClientFrame }
  | {
      readonly ok: false
      readonly code: 'malformed' | 'invalid' | 'unknown_type' | 'unsupported_version'
      readonly message: string
      readonly requestId?: string
    }

type RefusedCode = Extract<Decoded, { ok: false }>['code']

const checks = new Map<ClientType, TypeCheck<TSchema>>()

/** Compiled on first use and kept: thirty schemas at boot would be paid for by every cold start. */
function checkOf(type: ClientType): TypeCheck<TSchema> {
  const known = checks.get(type)
  if (known !== undefined) return known
  const made: TypeCheck<TSchema> = TypeCompiler.Compile(clientFrames[type].payload)
  checks.set(type, made)
  return made
}

/** Complaints name fields, and the names are the client's: none may send a megabyte of them back to itself. */
const brief = (message: string): string => (message.length <= 300 ? message : `${message.slice(0, 300).toWellFormed()}…`)

const refuse = (code: RefusedCode, message: string, requestId?: string): Decoded =>
  requestId === undefined ? { ok: false, code, message: brief(message) } : { ok: false, code, message: brief(message), requestId }

const fits = (requestId: unknown): requestId is string =>
  typeof requestId === 'string' && requestId.length > 0 && requestId.length <= limits.requestIdLength

const storable = (text: string): boolean => text.isWellFormed() && !text.includes('\u0000')

function complaint(check: TypeCheck<TSchema>, payload: unknown): string {
  const error = check.Errors(payload).First()
  if (error === undefined) return 'The payload does not fit'
  return `payload${error.path}: ${error.message}`
}

/** Reads one text frame of a client, strictly: everything but unknown extra fields is refused with a code. Never throws. */
export function decodeClientFrame(text: string): Decoded {
  let value: unknown
  try {
    value = JSON.parse(text)
  } catch {
    return refuse('malformed', 'The frame is not JSON')
  }
  if (typeof value !== 'object' || value === null || Array.isArray(value)) return refuse('malformed', 'The frame is not a JSON object')
  const { v = 1, type, requestId, payload = {} } = value as Record<string, unknown>
  if (requestId !== undefined && !(fits(requestId) && storable(requestId)))
    return refuse('invalid', `requestId is not a string of 1 to ${limits.requestIdLength} characters`)
  if (v !== 1) return refuse('unsupported_version', 'This server speaks version 1', requestId)
  if (typeof type !== 'string') return refuse('invalid', 'The frame has no type', requestId)
  if (mayBeUnstorable(text)) {
    const found = findUnstorable(value)
    if (found !== null) return refuse('invalid', `${found.path}: ${found.message}`, requestId)
  }
  if (!isClientType(type)) return refuse('unknown_type', `No such request: ${type.slice(0, 64).toWellFormed()}`, requestId)
  const check = checkOf(type)
  if (!check.Check(payload)) return refuse('invalid', complaint(check, payload), requestId)
  // The compiled check has just shown that this payload belongs to this type.
  return { ok: true, frame: (requestId === undefined ? { type, payload } : { type, requestId, payload }) as ClientFrame }
}
