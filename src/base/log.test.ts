import { expect, test } from 'bun:test'
import { openLog } from './log'

function logged(level: string, write: (log: ReturnType<typeof openLog>) => void): Record<string, unknown>[] {
  const lines: string[] = []
  write(openLog({ level, to: { write: (line) => void lines.push(line) } }))
  return lines.map((line) => JSON.parse(line) as Record<string, unknown>)
}

test('a line is JSON with level, time and what the child was given', () => {
  const [line] = logged('info', (log) => log.child({ requestId: 'r1' }).warn({ userId: 'u1' }, 'refused'))
  expect(line).toMatchObject({ level: 'warn', requestId: 'r1', userId: 'u1', msg: 'refused' })
  expect(line?.['time']).toMatch(/^\d{4}-.*Z$/)
})

test('below its level nothing is written', () => {
  expect(logged('warn', (log) => log.info('quiet'))).toEqual([])
})

test('secrets are masked', () => {
  const text = JSON.stringify(logged('info', (log) => log.info({ token: 'hunter2', body: { password: 'hunter2' } }, 'in')))
  expect(text).not.toContain('hunter2')
})
