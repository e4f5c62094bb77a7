import { Refused } from '#protocol/errors'
import { findUnstorable, mayBeUnstorable } from '#protocol/strings'

/** Bytes of a request's body; every body of the contract fits into a tenth of it. */
export const bodyBytes = 65_536

/** Reads a JSON object. Refused malformed, invalid or too_large. An empty body is `{}`, for the POSTs that say nothing. */
export async function readBody(request: Request): Promise<object> {
  const text = await readText(request)
  if (text === '') return {}
  const type = request.headers.get('content-type')?.split(';')[0]?.trim().toLowerCase() ?? ''
  if (type !== 'application/json' && !type.endsWith('+json'))
    throw new Refused('malformed', 'Send JSON, with "content-type: application/json".')
  const value = parse(text)
  if (typeof value !== 'object' || value === null || Array.isArray(value)) throw invalid('', 'is not a JSON object')
  if (mayBeUnstorable(text)) {
    const found = findUnstorable(value)
    if (found) throw invalid(found.path, found.message)
  }
  if (mayConvert.test(text)) dropConversions(value)
  return value
}

/** Keys by which an object becomes text, however they are written: no field of the contract has these names. */
const mayConvert = /toString|valueOf|\\u/

/** Elysia writes a value that does not fit into its complaint as text, and throws where `{"toString":1}` cannot become one. */
function dropConversions(value: object): void {
  const own = value as Record<string, unknown>
  if (Object.hasOwn(own, 'toString')) delete own['toString']
  if (Object.hasOwn(own, 'valueOf')) delete own['valueOf']
  for (const inner of Object.values(own)) if (typeof inner === 'object' && inner !== null) dropConversions(inner)
}

const invalid = (path: string, message: string): Refused =>
  new Refused('invalid', `The body ${path} ${message}.`, { errors: [{ path, message }] })

function parse(text: string): unknown {
  try {
    return JSON.parse(text)
  } catch {
    throw new Refused('malformed', 'The body is not JSON.')
  }
}

/** Stops reading at the limit, whatever the request says of its length. */
async function readText(request: Request): Promise<string> {
  const tooLarge = new Refused('too_large', `The body is larger than ${bodyBytes} bytes.`)
  if (Number(request.headers.get('content-length') ?? 0) > bodyBytes) throw tooLarge
  if (!request.body) return ''
  const pieces: Uint8Array[] = []
  let size = 0
  try {
    for await (const piece of request.body) {
      size += piece.byteLength
      if (size > bodyBytes) throw tooLarge
      pieces.push(piece)
    }
  } catch (error) {
    if (error === tooLarge) throw error
    // the client hung up, or its chunks are none
    throw new Refused('malformed', 'The body ended before it was whole.')
  }
  try {
    return new TextDecoder('utf-8', { fatal: true }).decode(Buffer.concat(pieces))
  } catch {
    throw new Refused('malformed', 'The body is not UTF-8.')
  }
}
