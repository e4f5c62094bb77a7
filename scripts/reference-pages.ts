import { type ErrorCode, errorCodes, errorTable } from '#protocol/errors'
import { closeCodes, limits } from '#protocol/limits'

const generated = '<!-- Made by scripts/reference.ts from protocol. Change it there and run `bun scripts/reference.ts`. -->'

/** Cells padded to the column, as `bun fmt` would leave them. */
function table(head: readonly string[], rows: readonly (readonly string[])[]): string {
  const widths = head.map((cell, at) => Math.max(3, ...[cell, ...rows.map((row) => row[at] ?? '')].map((text) => text.length)))
  const line = (cells: readonly string[]) => `| ${cells.map((cell, at) => cell.padEnd(widths[at] ?? 0)).join(' | ')} |`
  return [line(head), line(widths.map((width) => '-'.repeat(width))), ...rows.map(line)].join('\n')
}

const waitingHelps = new Set<ErrorCode>(['rate_limited', 'busy', 'unavailable', 'draining', 'media_unavailable', 'internal'])

const whatToDo = {
  draining: 'The server is shutting down: resume with back-off',
  tooLarge: 'A frame was larger than the limit: fix the client',
  restart: 'The server restarts: resume with back-off',
  overloaded: 'The server has too much to do: resume with back-off',
  revoked: 'The device was signed out or the account disabled: sign in',
  replaced: 'A newer socket took the session over: stop',
  garbage: 'Too many frames could not be read: fix the client',
} as const satisfies Record<keyof typeof closeCodes, string>

/** docs/reference/errors.md: every code of problems, nacks and `error` frames, and the close codes of the socket. */
export function errorPage(): string {
  const codes = errorCodes.map((code) => {
    const { status, title } = errorTable[code]
    return [`\`${code}\``, String(status), title, waitingHelps.has(code) ? 'later' : 'no']
  })
  const closes = Object.entries(closeCodes).map(([name, code]) => [String(code), whatToDo[name as keyof typeof closeCodes]])
  return `${generated}

# Error codes

The same codes stand in the \`code\` of an HTTP problem (\`application/problem+json\`), of a \`nack\` and of an \`error\` frame. Programs read the
code; the text beside it is for people and may change. Where waiting helps, \`retryAfterMs\` may say how long.

${table(['Code', 'HTTP', 'Meaning', 'Try again'], codes)}

## Close codes of the socket

${table(['Code', 'What to do'], [...closes, ['1006', 'The connection was lost, or this client read too slowly: resume with back-off']])}
`
}

const meaning = {
  frameBytes: ['bytes', 'One text frame; a larger one closes the socket with 1009'],
  textLength: ['characters', 'Text of a message, counted in UTF-16 code units'],
  heartbeatMs: ['ms', 'Between pings of the server; nothing heard for twice as long closes the socket'],
  replayEvents: ['events', 'Of one stream that a resume replays; beyond it the answer is `resync`'],
  typingMs: ['ms', 'After which typing ends by itself'],
  presenceNames: ['people', 'Listed by name in presence; above it only the number travels'],
  sessionMs: ['ms', 'A session waits for its socket to come back'],
  participantMs: ['ms', 'A participant of a call waits for its socket to come back'],
  resumeStreams: ['streams', 'One `session.resume` may name'],
  bufferedBytes: ['bytes', 'Waiting for a slow reader before its socket is closed'],
  requestIdLength: ['characters', '`requestId`'],
  nameLength: ['characters', 'Name of a person'],
  topicLength: ['characters', 'Topic of a room'],
  roomNameLength: ['characters', 'Name of a room'],
  slugLength: ['characters', 'Slug of a room'],
  emailLength: ['characters', 'E-mail address'],
  passwordMin: ['characters', 'A new password has at least'],
  passwordMax: ['characters', 'A password has at most'],
  deviceNameLength: ['characters', 'Name of a device'],
  tokenLength: ['characters', 'Refresh and resume tokens'],
  setupCodeLength: ['characters', 'Set-up code'],
  cursorLength: ['characters', 'Cursor of a list'],
  searchLength: ['characters', 'Search for people'],
  pageMax: ['items', 'One page of a list holds at most'],
  pageDefault: ['items', 'One page of a list holds when nothing is asked'],
  roomMembersMax: ['people', 'A room’s member limit can be set to at most'],
  directPeople: ['people', 'In a direct room, me among them'],
  sdpLength: ['characters', 'SDP of an offer or an answer'],
  candidateLength: ['characters', 'One ICE candidate'],
  ringMs: ['ms', 'A call rings'],
  inviteUsers: ['people', 'One `call.invite` rings'],
  viewTiles: ['tiles', 'One `media.view` names'],
  accessTokenSeconds: ['seconds', 'Life of an access token'],
  ticketSeconds: ['seconds', 'Life of a realtime ticket'],
  fileLinkSeconds: ['seconds', 'Life of a signed address of a file'],
  fileLinkLength: ['characters', '`key` of a signed address of a file'],
  idempotencyHours: ['hours', 'A resend with the same key is recognised'],
} as const satisfies Record<keyof typeof limits, readonly [unit: string, what: string]>

/** docs/reference/limits-of-the-wire.md: every number both ends agree on. */
export function limitsPage(): string {
  const rows = Object.entries(limits).map(([name, value]) => {
    const [unit, what] = meaning[name as keyof typeof limits]
    return [what, `${value.toLocaleString('en')} ${unit}`]
  })
  return `${generated}

# Limits of the wire

What a request over these gets: \`invalid\` for a field, \`too_large\` for a body, close code 1009 for a frame. How often one may ask, and how
many fit into a room or a call, is set by the operator and stands elsewhere.

${table(['What', 'Limit'], rows)}
`
}
