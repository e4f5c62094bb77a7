/** The numbers both ends of the wire agree on. `docs/reference/limits-of-the-wire.md` is generated from here. */
export const limits = {
  /** Bytes of one text frame; above it the socket is closed 1009. */
  frameBytes: 65_536,
  /** Characters (UTF-16 code units) of a message. */
  textLength: 4_000,
  /** The server pings this often; after twice as long without a frame it closes the socket. */
  heartbeatMs: 25_000,
  /** Missing events of one stream a resume replays; beyond it the answer is `resync`. */
  replayEvents: 1_000,
  /** Typing ends by itself after this long. */
  typingMs: 6_000,
  /** Names a presence list holds; above it only the number travels. */
  presenceNames: 64,
  /** A session waits this long for its socket to come back. */
  sessionMs: 60_000,
  /** A participant whose socket is gone stays this long. */
  participantMs: 15_000,
  /** Streams one `session.resume` may name. */
  resumeStreams: 1_000,
  /** Bytes waiting for a slow socket before it is closed. */
  bufferedBytes: 1_048_576,
  requestIdLength: 128,
  nameLength: 80,
  topicLength: 500,
  roomNameLength: 80,
  slugLength: 63,
  emailLength: 254,
  passwordMin: 8,
  passwordMax: 200,
  deviceNameLength: 120,
  tokenLength: 4_096,
  setupCodeLength: 128,
  cursorLength: 512,
  searchLength: 100,
  pageMax: 200,
  pageDefault: 50,
  roomMembersMax: 100_000,
  /** People in a direct room, whoever opens it among them. */
  directPeople: 10,
  sdpLength: 49_152,
  candidateLength: 4_096,
  inviteUsers: 50,
  /** A call rings this long. */
  ringMs: 45_000,
  viewTiles: 100,
  /** Seconds. */
  accessTokenSeconds: 900,
  ticketSeconds: 30,
  /** A signed address of a file works this long. */
  fileLinkSeconds: 900,
  fileLinkLength: 1_024,
  /** A resend with the same idempotency key is recognised this long. */
  idempotencyHours: 48,
} as const

/** Words every server puts in `server.capabilities.features`. One with a media server just now adds `call.sfu`. */
export const features = ['resume', 'presence', 'typing', 'call.p2p', 'call.ring'] as const

/** Envelope versions this build speaks. */
export const versions = [1] as const

/** Close codes of the socket and what a client does about them. */
export const closeCodes = {
  draining: 1001,
  tooLarge: 1009,
  restart: 1012,
  overloaded: 1013,
  revoked: 4001,
  replaced: 4002,
  garbage: 4003,
} as const
