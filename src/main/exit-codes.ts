import { ConfigError } from '#src/base/config'
import { DatabaseError } from '#src/data/database'
import { DirectoryInUse } from '#src/data/embedded/directory-lock'

/** What the program's exit says to whoever started it; the higher ones are those of sysexits.h. */
export const exitCodes = {
  done: 0,
  failed: 1,
  usage: 2,
  unavailable: 69,
  taken: 75,
  config: 78,
} as const

export const exitCodesText = `Exit codes
   0  done; the server was asked to stop and finished what it had begun
   1  failed: the message says how
   2  no such command, or words missing
  69  the database does not answer
  75  the data directory or the port belongs to another process
  78  bad configuration: every bad setting is named
 130  a second signal cut the stop short`

/** What to say of an error that ends the program, and the code to end with. */
export function ending(error: unknown): { code: number; message: string } {
  if (error instanceof ConfigError) return { code: exitCodes.config, message: error.message }
  const message = error instanceof Error ? error.message : String(error)
  if (error instanceof DirectoryInUse) return { code: exitCodes.taken, message }
  if ((error as { code?: unknown } | null)?.code === 'EADDRINUSE')
    return { code: exitCodes.taken, message: `${message}\nStop what listens there, or set PORT to another port.` }
  if (error instanceof DatabaseError && error.transient)
    return { code: exitCodes.unavailable, message: `The database does not answer: ${message}` }
  return { code: exitCodes.failed, message: `boltorezka: ${message}` }
}
