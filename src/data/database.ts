/**
 * The port between SQL and the two engines that run it. Everything that must be atomic is a PL/pgSQL function, so a caller never
 * holds a transaction open: one call, one statement, one transaction.
 */

/** Who waits behind whom: appends never wait behind a listing, sign-in never waits behind a sweep. */
export type Lane = 'append' | 'interactive' | 'background'

export type Database = {
  readonly driver: 'postgres' | 'pglite'
  /** One statement in a transaction of its own. bigint and numeric arrive as numbers, json parsed, timestamps as ISO strings with ms. */
  query<Row extends object>(text: string, params?: readonly unknown[], lane?: Lane): Promise<Row[]>
  /** Many statements in one transaction: migrations. */
  script(text: string): Promise<void>
  /** Waits for what is under way, then lets go of connections, worker and lock. Harmless to repeat. */
  close(): Promise<void>
}

/** What went wrong in the database. `transient` says that the same statement may well succeed when sent again. */
export class DatabaseError extends Error {
  override readonly name = 'DatabaseError'
  /** SQLSTATE, or `connection` where the engine never answered. */
  readonly code: string
  readonly transient: boolean

  constructor(code: string, message: string, transient: boolean) {
    super(message)
    this.code = code
    this.transient = transient
  }
}

/** Serialization failure, deadlock, lock timeout, statement timeout, shutdown, no room for another connection. */
const transientCodes = new Set(['40001', '40P01', '55P03', '57014', '57P01', '57P02', '57P03', '53300', '25P03', 'connection'])

/** Whether sending the same statement again may succeed. Class 08 is the connection. */
export const isTransientCode = (code: string): boolean => transientCodes.has(code) || code.startsWith('08')
