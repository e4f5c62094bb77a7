import { expect, test } from 'bun:test'
import { Lanes } from './lanes'

const order = (lanes: Lanes<string>, more = 0): string[] => {
  const taken: string[] = []
  for (let next = lanes.take(more); next !== null; next = lanes.take(more)) taken.push(next.jobs.join('+'))
  return taken
}

test('appends and interactive statements take turns; background comes last', () => {
  const lanes = new Lanes<string>(() => 0)
  for (const name of ['b1', 'b2']) lanes.add('background', name)
  for (const name of ['i1', 'i2']) lanes.add('interactive', name)
  for (const name of ['a1', 'a2', 'a3']) lanes.add('append', name)
  expect(order(lanes)).toEqual(['a1', 'i1', 'a2', 'i2', 'a3', 'b1', 'b2'])
})

test('a flood of appends does not keep a sign-in waiting for more than one group', () => {
  const lanes = new Lanes<string>(() => 0)
  for (let at = 0; at < 6; at += 1) lanes.add('append', `a${at}`)
  lanes.add('interactive', 'sign-in')
  expect(order(lanes, 2)).toEqual(['a0+a1+a2', 'sign-in', 'a3+a4+a5'])
})

test('background that waited long enough gets one turn, not two in a row', () => {
  let now = 0
  const lanes = new Lanes<string>(() => now)
  for (const name of ['b1', 'b2']) lanes.add('background', name)
  now = 2_000
  for (const name of ['i1', 'i2', 'i3']) lanes.add('interactive', name)
  expect(order(lanes)).toEqual(['b1', 'i1', 'b2', 'i2', 'i3'])
})

test('an empty queue has nothing to take', () => {
  const lanes = new Lanes<string>()
  expect(lanes.take()).toBeNull()
  expect(lanes.size).toBe(0)
})
