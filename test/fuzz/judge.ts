import type { TSchema } from '@sinclair/typebox'
import { type TypeCheck, TypeCompiler } from '@sinclair/typebox/compiler'
import { type ErrorCode, errorTable } from '#protocol/errors'
import { clientFrames, isClientType } from '#protocol/frames/client'
import { serverFrames } from '#protocol/frames/server'
import type { Answer } from './exchange'

export type Frame = { readonly type: string; readonly requestId?: string; readonly payload: Record<string, any> }

/** Codes that say the server failed, or had too much to do: neither may come from what one input says. */
const never: readonly string[] = ['internal', 'unavailable', 'busy', 'rate_limited', 'draining']

const fine = (code: unknown): code is ErrorCode => typeof code === 'string' && Object.hasOwn(errorTable, code) && !never.includes(code)

/** The one `unavailable` that is no trouble of the server's: the other participant of the call has no socket just now. */
const away = ({ code, message }: Frame['payload']): boolean => code === 'unavailable' && message === 'the participant is reconnecting'

/** Close codes of the contract that garbage, a sign-out or a newer socket bring. */
export const closesAllowed: readonly number[] = [4001, 4002, 4003, 1009]

const checks = new Map<string, TypeCheck<TSchema>>()

function misfit(name: string, schema: TSchema, payload: unknown): string | null {
  const check = checks.get(name) ?? TypeCompiler.Compile(schema)
  checks.set(name, check)
  const error = check.Errors(payload).First()
  return error ? `${name}${error.path}: ${error.message}` : null
}

/** What is wrong with a frame of the server; `asked` is the type of the request an ack answers. */
export function faultOfFrame(frame: Frame, asked?: string): string | null {
  const { type, payload } = frame
  if (type === 'nack' || type === 'error') return fine(payload['code']) || away(payload) ? null : `${type} ${JSON.stringify(payload)}`
  if (type === 'ack') return asked !== undefined && isClientType(asked) ? misfit(`ack of ${asked}`, clientFrames[asked].ack, payload) : null
  if (!Object.hasOwn(serverFrames, type)) return `a frame of unknown type ${type}`
  return misfit(type, serverFrames[type as keyof typeof serverFrames].payload, payload)
}

/** What is wrong with an HTTP answer. `loose`: the request was no proper HTTP, so the listener may refuse it before our code sees it. */
export function faultOfAnswer(answer: Answer | 'closed', { loose, headless }: { loose: boolean; headless: boolean }): string | null {
  if (answer === 'closed') return loose ? null : 'closed without an answer'
  const { status, headers, body } = answer
  const type = headers['content-type'] ?? ''
  if (status === 101 || (status >= 200 && status < 300) || status === 304) {
    if (!type.startsWith('application/json') || body === '') return null
    return parsed(body) === undefined ? `${status} with JSON that does not parse: ${body.slice(0, 200)}` : null
  }
  if (loose && body === '' && [400, 405, 411, 413, 414, 417, 426, 431, 501, 505].includes(status)) return null
  if (!type.startsWith('application/problem+json')) return `${status} ${type} ${body.slice(0, 200)}`
  if (headless) return null
  const problem = parsed(body) as { code?: unknown; status?: unknown; requestId?: unknown } | undefined
  if (!problem || !fine(problem.code)) return `${status} ${body.slice(0, 300)}`
  // an upgrade that was none is 426, a status of its own
  if (problem.status !== status || (errorTable[problem.code].status !== status && status !== 426))
    return `${status} is not of ${body.slice(0, 300)}`
  return typeof problem.requestId === 'string' ? null : `a problem without requestId: ${body}`
}

function parsed(text: string): unknown {
  try {
    return JSON.parse(text)
  } catch {
    return undefined
  }
}
