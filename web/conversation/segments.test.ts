import { expect, test } from 'bun:test'
import { segmentsOf } from './segments'

const show = (text: string) => segmentsOf(text).map(({ kind, text: piece }) => `${kind}:${piece}`)

test('plain words are one piece', () => {
  expect(show('just words')).toEqual(['text:just words'])
})

test('an address ends before the punctuation of the sentence', () => {
  expect(show('see https://a.test/x?y=1, or (http://b.test).')).toEqual([
    'text:see ',
    'link:https://a.test/x?y=1',
    'text:, or (',
    'link:http://b.test',
    'text:).',
  ])
  expect(show('https://w.test/a_(b)')).toEqual(['link:https://w.test/a_(b)'])
})

test('only http addresses become links', () => {
  expect(show('javascript:alert(1) ftp://x')).toEqual(['text:javascript:alert(1) ftp://x'])
})

test('code is kept as written', () => {
  expect(show('run `a b` then\n```ts\nlet x\n```')).toEqual(['text:run ', 'code:a b', 'text: then', 'block:let x'])
})

test('a block brings no empty lines before or after it', () => {
  expect(show('see\n```\nlet x\n```\nand then')).toEqual(['text:see', 'block:let x', 'text:and then'])
  expect(show('```\na\n```\n\nb')).toEqual(['block:a', 'text:\nb'])
})

test('pieces put together are the words of the message', () => {
  const text = 'a http://b.test/c. d'
  expect(
    segmentsOf(text)
      .map((piece) => piece.text)
      .join(''),
  ).toBe(text)
})
