import { expect, test } from 'bun:test'
import { readPreferences } from './preferences'

const standard = readPreferences(null)

test('nothing stored means the defaults', () => {
  expect(standard).toMatchObject({ theme: 'system', density: 'comfortable', language: 'auto', microphoneId: null })
})

test('what was chosen comes back', () => {
  expect(readPreferences(JSON.stringify({ ...standard, theme: 'dark', microphoneId: 'm1' }))).toEqual({
    ...standard,
    theme: 'dark',
    microphoneId: 'm1',
  })
})

test.each(['', 'not json', '[]', 'null', '7'])('a spoiled store (%s) means the defaults', (stored) => {
  expect(readPreferences(stored)).toEqual(standard)
})

test('what has another type or an unknown name is left out', () => {
  const read = readPreferences(JSON.stringify({ callSounds: 'yes', cameraId: 5, colour: 'red', people: false }))
  expect(read).toEqual({ ...standard, people: false })
})
