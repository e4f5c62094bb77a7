import { afterAll, expect, test } from 'bun:test'
import { Outsider } from '#test/parts/outsider'
import { startPostgres } from '#test/parts/postgres'
import { startProxy } from '#test/parts/proxy'

const stops: (() => Promise<unknown>)[] = []
afterAll(async () => {
  for (const stop of stops.reverse()) await stop()
})

test('a database that says nothing: whoever asks hears so in the words of the contract, and is served when it speaks again', async () => {
  const postgres = await startPostgres({ durable: false })
  stops.push(() => postgres.stop())
  const proxy = await startProxy(postgres.port)
  stops.push(() => proxy.close())
  const outside = await Outsider.start({ env: { DATABASE_URL: postgres.url().replace(String(postgres.port), String(proxy.port)) } })
  stops.push(() => outside.server.stop())
  const { id } = await outside.room()
  const anna = await outside.person('Anna')

  proxy.stall()
  // every connection there is: those that are opened later work
  const asked = await Promise.all([
    outside.ask('GET', '/v1/rooms', { by: anna }),
    outside.ask('GET', `/v1/rooms/${id}/messages`, { by: anna }),
  ])
  for (const { status, body } of asked) expect([status, body.code, body.retryAfterMs > 0]).toEqual([503, 'unavailable', true])
  expect((await outside.ask('GET', '/v1/rooms', { by: anna })).status).toBe(200)
}, 90_000)
