import type { ErrorCode } from '#protocol/errors'

/** What the append function may answer instead of an event, and what the person is told. */
const refusals = {
  other_command: { code: 'idempotency_conflict', message: 'This idempotency key was used for another command' },
  disabled: { code: 'forbidden', message: 'This account is disabled' },
  not_member: { code: 'forbidden', message: 'Join the room first' },
  hidden: { code: 'not_found', message: 'No such room' },
  archived: { code: 'room_archived', message: 'The room is archived' },
  no_reply: { code: 'not_found', message: 'The message replied to is not in this room' },
  no_right: { code: 'forbidden', message: 'This needs a higher role in the room' },
  no_user: { code: 'not_found', message: 'No such user' },
  no_member: { code: 'not_found', message: 'Not a member of this room' },
  full: { code: 'conflict', message: 'The room has as many members as it takes' },
  last_owner: { code: 'conflict', message: 'A room keeps at least one owner: make somebody else an owner first' },
  direct: { code: 'forbidden', message: 'A direct conversation keeps its people, its name and its settings' },
  no_file: { code: 'not_found', message: 'There is no such file' },
  in_call: { code: 'conflict', message: 'A call is already going on in this room' },
} as const satisfies Record<string, { code: ErrorCode; message: string }>

export type Refusal = { ok: false; code: ErrorCode; message: string }

export function refusal(reason: string): Refusal {
  const known = (refusals as Record<string, { code: ErrorCode; message: string }>)[reason]
  return { ok: false, ...(known ?? { code: 'internal', message: `Refused for an unknown reason: ${reason}` }) }
}
