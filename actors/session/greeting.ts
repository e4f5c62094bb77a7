import { encodeEvent } from '#protocol/envelope'
import { limits } from '#protocol/limits'
import { signResume } from '#src/access/resume-token'
import type { LiveSession } from './live-session'

/** How long a resume token is worth something. What it can replay is bounded by the streams, not by time. */
const RESUME_MS = 24 * 60 * 60 * 1_000

/** A token that continues this session on any node (DELIVERY rule 17). */
export function resumeToken({ sessionId, args, ports }: LiveSession): string {
  const { user, deviceId } = args
  return signResume(ports.secret, { sessionId, userId: user.id, deviceId, expiresAt: Date.now() + RESUME_MS })
}

/** Sends server.capabilities, the first frame of every socket, once it is known where the person's own stream stands. */
export function greeting(session: LiveSession, done: () => void): void {
  const { self, args, ports } = session
  const { user, connection } = args
  self.go(
    () => ports.data.events.head(user.id),
    (outcome) => ({
      type: 'then',
      run: () => {
        if (!outcome.ok) return connection.close(1013, 'the database is not available')
        connection.send(
          encodeEvent('server.capabilities', {
            versions: [1],
            features: [...ports.features()],
            limits: { frameBytes: limits.frameBytes, textLength: limits.textLength },
            heartbeatMs: limits.heartbeatMs,
            generation: ports.data.generation,
            sessionId: session.sessionId,
            resumeToken: resumeToken(session),
            user,
            stream: { id: user.id, head: outcome.value },
          }),
        )
        for (const ring of ports.rings.pending(user.id)) connection.send(ring)
        session.own.greeted(outcome.value)
        done()
      },
    }),
  )
}
