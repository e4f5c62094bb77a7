import { expect, test } from 'bun:test'
import type { CallParticipant } from '#sdk/calls/snapshot'
import { arrange, type Wish } from './arrange'

type Traits = { self?: boolean; screen?: boolean; speaking?: boolean; video?: boolean }

function person(name: string, { self = false, screen = false, speaking = false, video = false }: Traits = {}): CallParticipant {
  const user = { id: name, name }
  const media = { audio: true, video, screen }
  const shared = screen ? ({} as MediaStream) : null
  return { participantId: name, user, media, self, speaking, screen: shared } as unknown as CallParticipant
}

const me = person('me', { self: true })
const keys = (wish: Partial<Wish> & Pick<Wish, 'people'>) => {
  const { main, rest, hidden } = arrange({ view: 'grid', pinned: null, speaker: null, room: 25, ...wish })
  return { main: main?.key ?? null, rest: rest.map(({ key }) => key), hidden }
}

test('in a grid nobody is large', () => {
  expect(keys({ people: [me, person('anna')] })).toEqual({ main: null, rest: ['camera:me', 'camera:anna'], hidden: 0 })
})

test('in speaker view the one who spoke last is large, and another than me before anybody spoke', () => {
  const people = [me, person('anna'), person('boris')]
  expect(keys({ people, view: 'speaker', speaker: 'boris' }).main).toBe('camera:boris')
  expect(keys({ people, view: 'speaker' }).main).toBe('camera:anna')
  expect(keys({ people: [me], view: 'speaker' }).main).toBeNull()
})

test("a screen of another is large by itself, the newest of several; one's own is not", () => {
  const people = [me, person('anna', { screen: true }), person('boris', { screen: true })]
  expect(keys({ people })).toEqual({ main: 'screen:boris', rest: ['screen:anna', 'camera:me', 'camera:anna', 'camera:boris'], hidden: 0 })
  expect(keys({ people: [person('me', { self: true, screen: true }), person('anna')] }).main).toBeNull()
})

test('a pin wins over everything, as long as it is there', () => {
  const people = [me, person('anna', { screen: true }), person('boris')]
  expect(keys({ people, pinned: 'camera:boris' }).main).toBe('camera:boris')
  expect(keys({ people, pinned: 'camera:gone' }).main).toBe('screen:anna')
})

test('where not all fit, those who speak and those with a camera stay, in their order', () => {
  const people = [me, person('a'), person('b', { video: true }), person('c'), person('d', { speaking: true })]
  expect(keys({ people, room: 3 })).toEqual({ main: null, rest: ['camera:me', 'camera:b', 'camera:d'], hidden: 2 })
})
