import { pino, stdTimeFunctions, type DestinationStream, type Logger } from 'pino'

/** JSON lines; pass what identifies the work with `log.child({ requestId, userId, sessionId, roomId })`. */
export type Log = Logger

const secrets = ['token', 'accessToken', 'refreshToken', 'resumeToken', 'password', 'ticket', 'authorization', 'cookie']

/** The program's log. Values under the names of secrets are never written, at the top or one level down. */
export function openLog(options: { readonly level: string; readonly to?: DestinationStream }): Log {
  const settings = {
    level: options.level,
    base: null,
    timestamp: stdTimeFunctions.isoTime,
    redact: { paths: [...secrets, ...secrets.map((name) => `*.${name}`)], censor: '[secret]' },
    formatters: { level: (label: string) => ({ level: label }) },
  }
  return options.to ? pino(settings, options.to) : pino(settings)
}
