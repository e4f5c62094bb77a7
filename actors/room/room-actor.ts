import { actor, type Self } from '#actors/runtime/actor'
import { Refused } from '#protocol/errors'
import { LiveRoom, RING } from './live-room'
import type { RoomMessage } from './messages'
import type { RoomArgs } from './room-args'

/**
 * One live room on this node. Commands go through one line into `data.append`, committed events come back through one feed; what
 * arrives while an append is out is the next batch. It ends by itself when nobody needs it.
 */
export const roomActor = actor<RoomMessage, RoomArgs>('room', { capacity: 1_024, overflow: 'reject' }, async (self, args) => {
  const room = await open(self, args)
  if (room === null) return
  try {
    for await (const message of self.inbox) {
      try {
        if (room.receive(message) === 'rest' && self.retire()) break
      } catch (error) {
        if ('reply' in message) message.reply.fail(new Refused('internal', 'the room failed on this request'))
        throw error
      }
    }
  } finally {
    room.end()
  }
})

/** Reads where the stream stands; heads announced meanwhile wait in the inbox, so none is missed (DELIVERY rule 12). */
async function open(self: Self<RoomMessage>, args: RoomArgs): Promise<LiveRoom | null> {
  const { roomId, data, publisher } = args
  const head = await data.events.head(roomId)
  const [{ events }, call] = await Promise.all([data.events.read(roomId, Math.max(head - RING, 0), RING), data.calls.open(roomId)])
  // killed meanwhile: the stream is another incarnation's by now
  if (self.signal.aborted) return null
  const room = new LiveRoom(self, args, Math.max(head, publisher.position(roomId) ?? 0), events)
  if (call) room.call.adopt(call.callId)
  return room
}
