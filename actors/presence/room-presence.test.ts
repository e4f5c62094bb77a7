import { describe, expect, test } from 'bun:test'
import { limits } from '#protocol/limits'
import { RoomPresence } from './room-presence'

const ann = { id: 'a', name: 'Ann' }
const bob = { id: 'b', name: 'Bob' }

describe('who is in a room', () => {
  test('two sessions of one person are one person; the person leaves with the last', () => {
    const room = new RoomPresence()
    room.set(ann, 's1', 'online')
    room.set(ann, 's2', 'online')
    expect(room.flush()).toEqual({ online: 1, changes: [{ ...ann, state: 'online' }] })
    room.remove('a', 's1')
    expect(room.flush()).toBeNull()
    room.remove('a', 's2')
    expect(room.flush()).toEqual({ online: 0, changes: [{ ...ann, state: 'offline' }] })
  })

  test('a person is idle when all of their sessions are', () => {
    const room = new RoomPresence()
    room.set(ann, 's1', 'online')
    room.set(ann, 's2', 'idle')
    expect(room.snapshot().users).toEqual([{ ...ann, state: 'online' }])
    room.flush()
    room.set(ann, 's1', 'idle')
    expect(room.flush()).toEqual({ online: 1, changes: [{ ...ann, state: 'idle' }] })
  })

  test('coming and going between two flushes is no news', () => {
    const room = new RoomPresence()
    room.set(bob, 's1', 'online')
    room.remove('b', 's1')
    expect(room.dirty).toBe(true)
    expect(room.flush()).toBeNull()
    expect(room.dirty).toBe(false)
  })

  test('in a large room only the count is told', () => {
    const room = new RoomPresence()
    for (let n = 0; n <= limits.presenceNames; n++) room.set({ id: `u${n}`, name: `U${n}` }, `s${n}`, 'online')
    expect(room.flush()).toEqual({ online: limits.presenceNames + 1, changes: [] })
    expect(room.snapshot().users).toHaveLength(limits.presenceNames)
  })

  test('removing what is not there changes nothing', () => {
    const room = new RoomPresence()
    room.remove('a', 's1')
    expect(room.dirty).toBe(false)
  })
})
