import { expect, test } from 'bun:test'
import type { Client } from '#sdk/client'
import { Scene } from '#sdk/testkit/scene'

/** How often a state was told since the last look. */
function told(scene: Scene): number {
  return scene.server.seen.splice(0).filter((type) => type === 'presence.set').length
}

async function cut(scene: Scene, client: Client, meanwhile: () => void): Promise<void> {
  scene.server.network.cut()
  await scene.clock.until(() => !client.connection.isOnline)
  meanwhile()
  await scene.clock.until(() => client.connection.isOnline)
  await scene.clock.advance(200)
}

test('who came back to the device while there was no connection is told to the resumed session, which remembers idle', async () => {
  const scene = new Scene()
  const client = await scene.person('anna')
  const nothing = (): void => undefined
  await cut(scene, client, nothing)
  expect(told(scene)).toBe(0)
  client.presence.set('idle')
  await scene.clock.advance(200)
  expect(told(scene)).toBe(1)
  await cut(scene, client, () => client.presence.set('online'))
  expect(told(scene)).toBe(1)
  await cut(scene, client, nothing)
  expect(told(scene)).toBe(0)
  await cut(scene, client, () => client.presence.set('idle'))
  expect(told(scene)).toBe(1)
  scene.server.forgetSessions()
  await scene.clock.until(() => !client.connection.isOnline)
  client.presence.set('online')
  await scene.clock.until(() => client.connection.isOnline)
  await scene.clock.advance(200)
  expect(told(scene)).toBe(0)
})
