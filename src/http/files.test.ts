import { afterAll, beforeAll, describe, expect, test } from 'bun:test'
import { uuid } from '#src/base/ids'
import { posterName } from '#src/files/store'
import { openBench, owner, type Bench } from './testkit'

let bench: Bench
let founder: { token: string; id: string }
let member: { token: string; id: string }
let stranger: { token: string; id: string }
let roomId: string

beforeAll(async () => {
  bench = await openBench()
  founder = await bench.person(owner.split('@')[0] ?? '')
  member = await bench.person('member')
  stranger = await bench.person('stranger')
  const made = await bench.ask('POST', '/v1/rooms', { token: founder.token, body: { slug: 'files', name: 'Files', visibility: 'private' } })
  roomId = made.body.room.id
  await bench.ask('POST', `/v1/rooms/${roomId}/members`, { token: founder.token, body: { userId: member.id } })
}, 30_000)
afterAll(() => bench?.close())

async function plant(): Promise<{ fileId: string; partId: string }> {
  const [fileId, partId] = [uuid(), uuid()]
  await bench.files.put(fileId, new Blob(['0123456789']))
  await bench.files.put(posterName(fileId), new Blob(['picture']))
  await bench.files.put(partId, new Blob(['part']))
  const kept = { bytes: 10, createdBy: founder.id }
  await bench.data.append.room(roomId, [
    {
      type: 'file.add',
      file: { ...kept, id: fileId, kind: 'recording', name: 'Звонок "1".mp4', contentType: 'video/mp4', poster: true },
      parts: [{ ...kept, id: partId, kind: 'track', name: 'a.mka', contentType: 'audio/x-matroska' }],
    },
  ])
  return { fileId, partId }
}

describe('the bytes of a file', () => {
  test('are a download that nothing of runs, whole or a range', async () => {
    const { fileId } = await plant()
    const whole = await bench.ask('GET', `/v1/files/${fileId}`, { token: member.token })
    expect([whole.status, whole.text]).toEqual([200, '0123456789'])
    expect(whole.headers.get('content-type')).toBe('video/mp4')
    expect(whole.headers.get('content-disposition')).toStartWith('attachment; filename="______ _1_.mp4"; filename*=UTF-8\'\'%D0%97')
    expect(whole.headers.get('content-security-policy')).toContain('sandbox')
    expect(whole.headers.get('x-content-type-options')).toBe('nosniff')
    const range = (header: string) => bench.ask('GET', `/v1/files/${fileId}`, { token: member.token, headers: { range: header } })
    const part = await range('bytes=2-4')
    expect([part.status, part.text, part.headers.get('content-range')]).toEqual([206, '234', 'bytes 2-4/10'])
    const beyond = await range('bytes=10-')
    expect([beyond.status, beyond.headers.get('content-range')]).toEqual([416, 'bytes */10'])
  })

  test('come by a signed address too, for as long as the person is a member', async () => {
    const { fileId, partId } = await plant()
    const { body } = await bench.ask('GET', `/v1/files/${fileId}/link`, { token: member.token })
    expect(body).toMatchObject({ file: { id: fileId }, expiresIn: 900, parts: [{ id: partId }] })
    expect((await bench.ask('GET', body.url)).text).toBe('0123456789')
    expect((await bench.ask('GET', body.posterUrl)).text).toBe('picture')
    expect((await bench.ask('GET', body.parts[0].url)).text).toBe('part')
    const foreign = await bench.ask('GET', body.url.replace(fileId, (await plant()).fileId))
    expect([foreign.status, foreign.body.code]).toEqual([401, 'unauthenticated'])
    await bench.ask('DELETE', `/v1/rooms/${roomId}/members/${member.id}`, { token: founder.token })
    expect((await bench.ask('GET', body.url)).status).toBe(404)
    await bench.ask('POST', `/v1/rooms/${roomId}/members`, { token: founder.token, body: { userId: member.id } })
    expect((await bench.ask('GET', body.url)).status).toBe(200)
  })

  test('a signed address dies with the device it was signed for', async () => {
    const { fileId } = await plant()
    const again = await bench.ask('POST', '/v1/auth/login', { body: { email: 'member@example.org', password: 'password123' } })
    const { body } = await bench.ask('GET', `/v1/files/${fileId}/link`, { token: again.body.token })
    await bench.ask('POST', '/v1/auth/logout', { token: again.body.token })
    expect((await bench.ask('GET', body.url)).body.code).toBe('unauthenticated')
  })
})

test('nobody outside the room gets anything of it', async () => {
  const { fileId, partId } = await plant()
  for (const path of [`/v1/files/${fileId}`, `/v1/files/${fileId}/poster`, `/v1/files/${fileId}/link`, `/v1/files/${partId}`]) {
    expect([path, (await bench.ask('GET', path)).status]).toEqual([path, 401])
    expect([path, (await bench.ask('GET', path, { token: stranger.token })).status]).toEqual([path, 404])
  }
  expect((await bench.ask('GET', `/v1/rooms/${roomId}/files`, { token: stranger.token })).status).toBe(404)
  expect((await bench.ask('DELETE', `/v1/files/${fileId}`, { token: stranger.token })).status).toBe(404)
})

test('removing takes the bytes; a member may not', async () => {
  const { fileId, partId } = await plant()
  expect((await bench.ask('DELETE', `/v1/files/${fileId}`, { token: member.token })).body.code).toBe('forbidden')
  expect((await bench.ask('DELETE', `/v1/files/${fileId}`, { token: founder.token })).status).toBe(204)
  for (const name of [fileId, partId, posterName(fileId)]) expect(await bench.files.open(name)).toBeNull()
  expect((await bench.ask('GET', `/v1/files/${fileId}`, { token: founder.token })).status).toBe(404)
  const { body } = await bench.ask('GET', `/v1/rooms/${roomId}/files`, { token: member.token })
  expect(body.items.map(({ id }: { id: string }) => id)).not.toContain(fileId)
})
