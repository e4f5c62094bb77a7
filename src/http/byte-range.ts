/** What part of a thing of `size` bytes a Range header asks for: `end` is not part of it. Null: all of it; 'none': there is no such part. */
export function byteRange(header: string | null, size: number): { start: number; end: number } | 'none' | null {
  // several ranges at once, other units and nonsense may be ignored (RFC 9110, 14.2)
  const found = /^bytes=(\d{0,15})-(\d{0,15})$/.exec(header?.trim() ?? '')
  if (!found) return null
  const [, first = '', last = ''] = found
  if (first === '' && last === '') return null
  if (first === '') {
    const length = Math.min(Number(last), size)
    return length === 0 ? 'none' : { start: size - length, end: size }
  }
  const start = Number(first)
  const end = last === '' ? size : Math.min(Number(last) + 1, size)
  if (last !== '' && Number(last) < start) return null
  return start >= size ? 'none' : { start, end }
}
