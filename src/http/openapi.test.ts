import { expect, test } from 'bun:test'
import { openApiDocument } from './openapi'

type Operation = {
  operationId?: string
  summary?: string
  tags?: string[]
  security?: unknown[]
  responses: Record<string, { content?: Record<string, unknown> }>
}

test('every operation says its id, summary, tag, security, answers and problems', async () => {
  const document = (await openApiDocument()) as { paths: Record<string, Record<string, Operation>> }
  const ids = new Set<string>()
  for (const [path, operations] of Object.entries(document.paths)) {
    for (const [method, { operationId, summary, tags, security, responses }] of Object.entries(operations)) {
      const name = `${method} ${path}`
      expect([name, operationId, summary, tags?.length, Array.isArray(security)]).toEqual([
        name,
        expect.any(String),
        expect.any(String),
        1,
        true,
      ])
      expect(ids.has(operationId ?? '')).toBe(false)
      ids.add(operationId ?? '')
      const statuses = Object.keys(responses)
      expect([name, statuses.some((status) => status.startsWith('2'))]).toEqual([name, true])
      const problems = Object.entries(responses).filter(([, { content }]) => content?.['application/problem+json'])
      expect([name, problems.length > 0]).toEqual([name, true])
      if (path.includes('{')) expect([name, statuses.includes('422')]).toEqual([name, true])
    }
  }
  expect(ids.size).toBeGreaterThan(25)
})
