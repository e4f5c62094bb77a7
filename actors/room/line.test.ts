import { describe, expect, test } from 'bun:test'
import type { RoomCommand } from '#src/data/commands'
import { AppendLine, type Pending } from './line'
import { Removals } from './removals'

const command = (text = 'x'): RoomCommand => ({ type: 'message.send', key: 'k', by: 'u', text })

function pending(text?: string): Pending & { answers: string[] } {
  const answers: string[] = []
  const reply = { ok: () => void answers.push('ok'), fail: (error: Error) => void answers.push(error.message) }
  return { command: command(text), reply, answers }
}

describe('group commit', () => {
  test('what arrives while an append is out is the next batch', () => {
    const line = new AppendLine()
    line.add(pending('1'))
    expect(line.take()).toHaveLength(1)
    line.add(pending('2'))
    line.add(pending('3'))
    expect(line.take()).toBeNull()
    expect(line.land(0, 0)).toHaveLength(1)
    expect(line.take()).toHaveLength(2)
  })

  test('the senders of a large room who have just heard share the next batch, and are not waited for longer than telling them costs', () => {
    const line = new AppendLine()
    const say = (count: number): void => {
      for (let n = 0; n < count; n++) line.add(pending())
    }
    say(8)
    expect(line.wait(0)).toBe(0)
    line.take()
    say(8)
    line.land(100, 1_000)
    // the other eight have just heard
    expect(line.wait(100)).toBe(20)
    say(7)
    expect([line.complete, line.wait(105)]).toEqual([false, 15])
    say(1)
    expect([line.complete, line.wait(105)]).toEqual([true, 0])
    expect(line.take()).toHaveLength(16)
    line.land(110, 1_000)
    say(1)
    expect(line.wait(129.6)).toBe(0)
  })

  test('those of a small room wait for each other a moment, and a lone sender never does', () => {
    const line = new AppendLine()
    line.add(pending())
    line.take()
    line.land(100, 100_000)
    line.add(pending())
    expect(line.wait(100)).toBe(0)
    line.take()
    line.add(pending())
    line.land(200, 8)
    expect([line.complete, line.wait(200), line.wait(202.6)]).toEqual([false, 3, 0])
    line.add(pending())
    expect([line.complete, line.wait(200)]).toEqual([true, 0])
  })

  test('a batch is bounded in commands and in bytes, and never empty', () => {
    const many = new AppendLine()
    for (let n = 0; n < 300; n++) many.add(pending())
    expect(many.take()).toHaveLength(256)
    const big = new AppendLine()
    for (let n = 0; n < 3; n++) big.add(pending('x'.repeat(200_000)))
    expect(big.take()).toHaveLength(1)
  })

  test('a full line says so', () => {
    const line = new AppendLine()
    let added = 0
    while (line.add(pending())) added++
    expect(added).toBe(2_048)
  })

  test('at the end everybody hears, those in flight too', () => {
    const line = new AppendLine()
    const [flying, waiting] = [pending(), pending()]
    line.add(flying)
    line.take()
    line.add(waiting)
    line.refuseAll()
    expect([...flying.answers, ...waiting.answers]).toEqual(['the room restarts', 'the room restarts'])
    expect(line.idle).toBe(true)
  })
})

describe('who left lately', () => {
  test('a removal after the judgement counts, one before it does not', () => {
    const removals = new Removals(10)
    removals.add('ann', 5)
    expect(removals.since('ann', 4)).toBe(true)
    expect(removals.since('ann', 5)).toBe(false)
    expect(removals.since('bob', 4)).toBe(false)
  })

  test('of an older judgement than it remembers it says: may have left', () => {
    const removals = new Removals(10)
    removals.add('ann', 100)
    expect(removals.since('bob', 89)).toBe(true)
    expect(removals.since('bob', 90)).toBe(false)
  })
})
