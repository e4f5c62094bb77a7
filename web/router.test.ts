import { expect, test } from 'bun:test'
import { roomPath, routeOf } from './router'

test('every page has a path', () => {
  expect(routeOf('/')).toEqual({ page: 'home' })
  expect(routeOf('/r/general')).toEqual({ page: 'room', slug: 'general' })
  expect(routeOf('/settings/')).toEqual({ page: 'settings' })
  expect(routeOf('/call-quality/7')).toEqual({ page: 'call-quality', callId: '7' })
  expect(routeOf('/admin')).toEqual({ page: 'admin' })
})

test('a path nobody knows is lost', () => {
  for (const path of ['/x', '/r', '/r/a/b', '/settings/more', '/sign-in/2']) expect(routeOf(path)).toEqual({ page: 'lost' })
})

test('a room path reads back as its slug', () => {
  expect(routeOf(roomPath('tea-and-talk'))).toEqual({ page: 'room', slug: 'tea-and-talk' })
})
