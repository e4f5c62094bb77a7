import { expect, test } from 'bun:test'
import { compressed } from './compress'

const long = JSON.stringify({ items: Array.from({ length: 100 }, (_, n) => ({ n, text: 'the same again' })) })
const asked = (accepted?: string): Request =>
  new Request('http://x/', { headers: accepted === undefined ? {} : { 'accept-encoding': accepted } })
const json = (text: string, init: ResponseInit = {}): Response =>
  new Response(text, { ...init, headers: { 'content-type': 'application/json;charset=utf-8', ...init.headers } })

test('long JSON goes as gzip to who takes it, and reads the same', async () => {
  const answer = await compressed(
    asked('br, gzip;q=0.5'),
    json(long, { headers: { 'x-other': 'kept', 'content-length': String(long.length) } }),
  )
  expect(answer.headers.get('content-encoding')).toBe('gzip')
  expect([answer.headers.get('vary'), answer.headers.get('x-other'), answer.headers.get('content-length')]).toEqual([
    'accept-encoding',
    'kept',
    null,
  ])
  const packed = await answer.bytes()
  expect(packed.byteLength).toBeLessThan(long.length / 5)
  expect(new TextDecoder().decode(Bun.gunzipSync(packed))).toBe(long)
})

test('who does not take gzip, or refuses it, gets it as it is', async () => {
  for (const accepted of [undefined, '', 'br', 'gzip;q=0', 'gzip; q=0.0, br']) {
    const answer = await compressed(asked(accepted), json(long))
    expect([accepted, answer.headers.get('content-encoding'), await answer.text()]).toEqual([accepted, null, long])
  }
})

test('what is short, a failure, a picture or somebody’s file is left alone', async () => {
  const file = { 'content-type': 'text/plain', 'content-disposition': 'attachment; filename="a.txt"' }
  for (const answer of [
    json('{}'),
    json(long, { status: 404 }),
    new Response(long, { headers: { 'content-type': 'image/png' } }),
    new Response(long, { headers: file }),
  ]) {
    const { status } = answer
    const left = await compressed(asked('gzip'), answer)
    expect([left.status, left.headers.get('content-encoding')]).toEqual([status, null])
  }
})
