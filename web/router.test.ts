import { expect, test } from 'bun:test'
import { beyondDoor, roomPath, routeOf, signUpPath } from './router'

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

test('half an address is a room there is none of', () => {
  expect(routeOf('/r/%E0%A4%A')).toEqual({ page: 'room', slug: '%E0%A4%A' })
})

test('the door to a new account leads on to the room one came for, and nowhere else', () => {
  expect(signUpPath('/r/tea')).toBe('/sign-up?to=%2Fr%2Ftea')
  expect(beyondDoor(new URL(signUpPath('/r/%D1%87%D0%B0%D0%B9'), 'http://a').search)).toBe('/r/%D1%87%D0%B0%D0%B9')
  for (const path of ['/', '/settings', '/sign-in']) expect(signUpPath(path)).toBe('/sign-up')
  for (const to of ['', '//evil.example', 'https://evil.example/r/a', '/r/a/b', '/sign-up']) {
    expect(beyondDoor(`?to=${encodeURIComponent(to)}`)).toBe('/')
  }
})
