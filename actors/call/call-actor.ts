import { actor } from '#actors/runtime/actor'
import type { Reply } from '#actors/runtime/ask'
import { Refused } from '#protocol/errors'
import { LiveCall } from './live-call'
import type { CallArgs, CallMessage } from './messages'
import { moderate } from './moderation'
import { relay } from './relay'
import { mediaOf } from './roster'
import { decline, invite } from './ringing'
import { back, expired, join, lost, over, removed } from './seating'

/**
 * One live call. Only a seat may send, only to a seat of the same call, and a seat is freed when its person leaves the room, so
 * membership holds for every frame.
 */
export const callActor = actor<CallMessage, CallArgs>('call', { capacity: 2_048, overflow: 'reject' }, async (self, args) => {
  const call = new LiveCall(self, args)
  try {
    for await (const message of self.inbox) if (receive(call, message) === 'over') break
  } finally {
    call.end()
  }
})

function receive(call: LiveCall, message: CallMessage): 'over' | undefined {
  switch (message.type) {
    case 'join':
      join(call, message)
      break
    case 'relay':
      settle(message.reply, () => relay(call, message))
      break
    case 'media':
      settle(message.reply, () => {
        call.seatOf(message.sessionId).media = mediaOf(message.media)
      })
      if (call.roster.ofSession(message.sessionId)) call.tellState()
      break
    case 'leave':
      settle(message.reply, () => call.free(call.seatOf(message.sessionId)))
      break
    case 'over':
      over(call, message)
      break
    case 'close':
      return 'over'
    case 'state':
      if (message.from) back(call, message.from)
      message.reply.ok(call.state())
      break
    case 'signal':
      attempt(message.reply, () => call.media.signal(message))
      break
    case 'ready':
      settle(message.reply, () => call.media.ready(message))
      break
    case 'request-topology':
      settle(message.reply, () => call.media.requested(message))
      break
    case 'migration':
      call.media.step(message.event)
      break
    case 'conference':
      call.media.made(message)
      break
    case 'conference-events':
      call.media.reported()
      break
    case 'state-due':
      call.tellStateNow()
      break
    case 'then':
      message.run()
      break
    case 'invite':
      settle(message.reply, () => invite(call, message))
      break
    case 'decline':
      settle(message.reply, () => decline(call, message))
      break
    case 'ring-over':
      call.ringing.timedOut(message.userId, message.nth)
      break
    case 'moderate':
      settle(message.reply, () => moderate(call, message))
      break
    case 'recording-start':
      settle(message.reply, () => call.recording.start(message))
      break
    case 'recording-consent':
      settle(message.reply, () => call.recording.consent(message))
      break
    case 'recording-stop':
      settle(message.reply, () => call.recording.stop(message))
      break
    case 'stats':
      settle(message.reply, () => call.journal.stats(call.seatOf(message.sessionId), message.summary))
      break
    case 'lost':
      lost(call, message)
      break
    case 'back':
      back(call, message)
      break
    case 'expired':
      expired(call, message)
      break
    case 'removed':
      removed(call, message)
      call.ringing.removed(message.userId)
      break
    default:
      message satisfies never
  }
  return undefined
}

/** Answers with what `act` gives, or with its refusal. */
function settle(reply: Reply<object>, act: () => object | void): void {
  attempt(reply, () => reply.ok(act() ?? {}))
}

/** Runs what answers by itself; its refusal is the answer. */
function attempt(reply: Reply<object>, act: () => void): void {
  try {
    act()
  } catch (error) {
    if (!(error instanceof Refused)) throw error
    reply.fail(error)
  }
}
