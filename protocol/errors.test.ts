import { expect, test } from 'bun:test'
import { TypeCompiler } from '@sinclair/typebox/compiler'
import { errorCodes, errorTable, Refused } from './errors'
import { Problem, problemOf } from './http/problem'

test('every code has a status an HTTP client can act on', () => {
  for (const code of errorCodes) expect(errorTable[code].status).toBeWithin(400, 600)
  expect(errorCodes.filter((code) => errorTable[code].status === 500)).toEqual(['internal'])
})

test('a refusal keeps what it was given, and nothing undefined', () => {
  expect(new Refused('busy', 'Later', { retryAfterMs: 5 }).retryAfterMs).toBe(5)
  const bare = new Refused('forbidden', 'No')
  expect([bare.message, bare.code, 'retryAfterMs' in bare, bare instanceof Error]).toEqual(['No', 'forbidden', false, true])
})

test('a problem fits its schema and says no more than is known', () => {
  const check = TypeCompiler.Compile(Problem)
  const refused = new Refused('invalid', 'Wrong', { errors: [{ path: '/email', message: 'no e-mail' }] })
  const problem = problemOf(refused.code, refused.message, 'r1', refused)
  expect(problem).toEqual({
    type: 'about:blank',
    title: 'The request does not fit its schema',
    status: 422,
    code: 'invalid',
    detail: 'Wrong',
    requestId: 'r1',
    errors: [{ path: '/email', message: 'no e-mail' }],
  })
  expect(check.Check(problem)).toBe(true)
  expect(Object.keys(problemOf('internal', 'Sorry', 'r2'))).toEqual(['type', 'title', 'status', 'code', 'detail', 'requestId'])
})
