import type { CallMessage } from '#actors/call/messages'
import { askInTurn, AskRefused } from '#actors/runtime/ask'
import { Refused } from '#protocol/errors'
import type { Answer } from './answer'
import type { LiveSession } from './live-session'

/** Asks a live call; where it is not, or not any more, nobody sits in it. */
export function toCall(session: LiveSession, callId: string, answer: Answer, toMessage: (reply: Answer) => CallMessage): void {
  const call = session.ports.calls.find(callId)
  if (!call) return answer.fail(noCall())
  const fail = (error: Error): void => {
    if (!(error instanceof AskRefused)) answer.fail(error)
    else answer.fail(error.why === 'full' ? new Refused('busy', 'the call is busy', { retryAfterMs: 500 }) : noCall())
  }
  askInTurn(call, { ok: (done: object) => answer.ok(done), fail }, toMessage)
}

/** The answer to whoever names a call that is not there for them. */
export const noCall = (): Refused => new Refused('call_not_joined', 'no such call')
