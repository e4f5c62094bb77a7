/** Nesting beyond this is nobody's honest frame, and would overflow the stack of whoever walks it later. */
const depthMax = 64

type Found = { readonly path: string; readonly message: string }

const badString = (text: string): string | null => {
  if (text.includes('\u0000')) return 'contains U+0000'
  return text.isWellFormed() ? null : 'contains a lone surrogate'
}

const pointer = (path: string, key: string | number): string =>
  `${path}/${typeof key === 'number' ? key : key.toWellFormed().replaceAll('\u0000', '\\u0000').replaceAll('~', '~0').replaceAll('/', '~1')}`

/** The first string (value or key, at any depth) that Postgres could not keep, or nesting too deep; null when there is none. */
export function findUnstorable(value: unknown, path = '', depth = 0): Found | null {
  if (typeof value === 'string') {
    const message = badString(value)
    return message === null ? null : { path, message }
  }
  if (typeof value !== 'object' || value === null) return null
  if (depth >= depthMax) return { path: path.slice(0, 64), message: `is nested deeper than ${depthMax} levels` }
  if (Array.isArray(value)) {
    for (let at = 0; at < value.length; at += 1) {
      const found = findUnstorable(value[at], pointer(path, at), depth + 1)
      if (found !== null) return found
    }
    return null
  }
  for (const [key, inner] of Object.entries(value)) {
    const message = badString(key)
    if (message !== null) return { path: pointer(path, key), message: `the key ${message}` }
    const found = findUnstorable(inner, pointer(path, key), depth + 1)
    if (found !== null) return found
  }
  return null
}

/**
 * Whether parsed JSON from this text may hold what `findUnstorable` looks for. JSON text has U+0000 and lone surrogates only as `\u` escapes
 * (raw ones stop the parser or make the text ill-formed), so most frames are cleared without a walk.
 */
export const mayBeUnstorable = (text: string): boolean => text.includes('\\u') || !text.isWellFormed() || deep(text)

/** Counts brackets wherever they stand, strings too: it may suspect the innocent, never clear the guilty. */
function deep(text: string): boolean {
  let square = text.indexOf('[')
  let curly = text.indexOf('{')
  for (let count = 0; count < depthMax; count += 1) {
    if (square === -1 && curly === -1) return false
    if (curly === -1 || (square !== -1 && square < curly)) square = text.indexOf('[', square + 1)
    else curly = text.indexOf('{', curly + 1)
  }
  return square !== -1 || curly !== -1
}
