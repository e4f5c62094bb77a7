import { expect, test } from 'bun:test'
import type { Client } from '#sdk/client'
import { Scene } from '#sdk/testkit/scene'
import { seeds } from '#sdk/testkit/seeded'

for (const seed of seeds(60)) {
  test(`whatever the network does, every client ends with the server's log, seed ${seed}`, async () => {
    const scene = new Scene(seed)
    const { clock, random, server } = scene
    server.replayBound = 5 + Math.floor(random() * 40)
    server.busyRate = 0.1
    const room = server.room('busy')
    for (let i = 0; i < 120; i++) room.post({ id: 'robot', name: 'robot' }, `old ${i}`, `old ${i}`, server.nowIso())
    const clients = [await scene.person('anna'), await scene.person('boris'), await scene.person('vera')]
    const closes = clients.map((client) => client.rooms.room(room.id).open())
    const said: string[][] = clients.map(() => [])

    for (let step = 0; step < 120; step++) {
      const which = Math.floor(random() * clients.length)
      const client = clients[which] as Client
      const dice = random()
      if (dice < 0.45) {
        const text = random() < 0.3 ? 'same words' : `${which}: ${step}`
        said[which]?.push(text)
        client.rooms.room(room.id).send(text)
      } else if (dice < 0.6) room.post({ id: 'robot', name: 'robot' }, `robot ${step}`, `robot ${step}`, server.nowIso())
      else if (dice < 0.66)
        room.edit(room.messages[Math.floor(random() * room.messages.length)]?.id ?? '', `edited ${step}`, server.nowIso())
      else if (dice < 0.68) room.delete(room.messages[Math.floor(random() * room.messages.length)]?.id ?? '', server.nowIso())
      else if (dice < 0.7) room.retitle(`topic ${step}`)
      else if (dice < 0.76) server.network.cut(random() < 0.5 ? 1006 : 1012)
      else if (dice < 0.78) server.network.stall()
      else if (dice < 0.82) server.network.isDown = !server.network.isDown
      else if (dice < 0.84) server.forgetSessions()
      else if (dice < 0.85) server.generation = `g${step}`
      else if (dice < 0.92) void client.rooms.room(room.id).loadOlder()
      else if (dice < 0.95) server.expireAccessTokens()
      else client.rooms.room(room.id).markRead()
      await clock.advance(Math.floor(random() * (random() < 0.1 ? 8_000 : 120)))
    }

    server.network.isDown = false
    server.busyRate = 0
    server.network.cut()
    await clock.advance(300_000)
    for (const [index, client] of clients.entries()) {
      const { timeline, status, room: seen, hasOlder } = client.rooms.room(room.id).getSnapshot()
      expect(client.connection.getSnapshot()).toMatchObject({ status: 'online' })
      expect(status).toBe('ready')
      expect(client.rooms.room(room.id).cursor).toBe(room.head)
      expect(timeline.filter(({ delivery }) => delivery !== 'sent')).toEqual([])
      const shown = timeline.map(({ message: { deletedAt, ...message } }) => ({ ...message, deleted: deletedAt !== null }))
      const log = room.messages.map(({ deletedAt, ...message }) => ({ ...message, deleted: deletedAt !== null }))
      expect(shown).toEqual(log.slice(-shown.length))
      expect(shown.length).toBeGreaterThanOrEqual(50)
      expect(hasOlder).toBe(shown.length < log.length)
      expect(new Set(timeline.map(({ key }) => key)).size).toBe(timeline.length)
      const me = client.accounts.getSnapshot()
      const myId = me.status === 'signed-in' ? me.user.id : ''
      // edited and deleted texts are compared by their ids in the log events, which keep the first text
      const first = room.log.flatMap((event) =>
        event.type === 'message.new' && event.payload.message.author.id === myId ? [event.payload.message.text] : [],
      )
      expect(first).toEqual(said[index] ?? [])
      expect(seen?.topic).toBe(room.topic)
      expect(seen?.head).toBe(room.head)
      expect(seen?.unread).toBe(room.seenBy(myId).unread)
    }
    for (const close of closes) close()
    for (const client of clients) client.close()
  }, 30_000)
}
