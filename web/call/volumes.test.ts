import { expect, test } from 'bun:test'
import { readVolumes } from './volumes'

test('what is stored is taken, what is no volume is not', () => {
  expect(readVolumes('{"anna":0.4,"boris":2,"vera":0}')).toEqual({ anna: 0.4, boris: 2, vera: 0 })
  expect(readVolumes('{"anna":"loud","boris":-1,"vera":9,"grisha":null}')).toEqual({})
})

test.each([null, '', 'null', '[', '7'])('%p is nothing stored', (stored) => {
  expect(readVolumes(stored)).toEqual({})
})
