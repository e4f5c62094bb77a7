import type { Known } from './frames'
import type { Random } from './random'
import type { Sender } from './routes'

export type Person = Sender & { readonly token: string }
export type Made = { readonly what: string; readonly bytes: Uint8Array; readonly loose?: true; readonly half?: true }
export type Kind = (random: Random, known: Known, sender: Person) => Made

export const crlf = '\r\n'

/** Every character one byte. */
export const raw = (text: string): Uint8Array => Buffer.from(text, 'latin1')

/** A request line and headers as they are, with a Host unless told otherwise. */
export const plain = (line: string, headers = '', body = '', host = `host: 127.0.0.1${crlf}`): Uint8Array =>
  raw(`${line}${crlf}${host}connection: close${crlf}${headers}${crlf}${body}`)
