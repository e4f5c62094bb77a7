/** A piece of a message: plain words, a link, or code. */
export type Segment = { kind: 'text' | 'link' | 'code' | 'block'; text: string }

const pattern = /```(?:\w*\n)?([\s\S]+?)```|`([^`\n]+)`|(https?:\/\/[^\s<>"'`]+)/g
const trailing = /[.,!?:;)\]}»…]+$/

/** Cuts a message into pieces: ```blocks```, `code`, and http addresses without the punctuation that follows them. */
export function segmentsOf(text: string): Segment[] {
  const segments: Segment[] = []
  let from = 0
  const plain = (until: number) => {
    if (until > from) segments.push({ kind: 'text', text: text.slice(from, until) })
  }
  for (const match of text.matchAll(pattern)) {
    const [, block, code, address] = match
    // a block is a line of its own: the breaks around it would be empty ones
    plain(block !== undefined && text[match.index - 1] === '\n' ? match.index - 1 : match.index)
    from = match.index + match[0].length
    if (block !== undefined && text[from] === '\n') from += 1
    if (block !== undefined) segments.push({ kind: 'block', text: block.replace(/\n$/, '') })
    else if (code !== undefined) segments.push({ kind: 'code', text: code })
    else if (address !== undefined) {
      const link = trimmed(address)
      segments.push({ kind: 'link', text: link })
      from -= address.length - link.length
    }
  }
  plain(text.length)
  return segments
}

// a closing bracket belongs to the address when it was opened inside it
function trimmed(address: string): string {
  const tail = trailing.exec(address)?.[0] ?? ''
  const bare = address.slice(0, address.length - tail.length)
  return tail.startsWith(')') && bare.includes('(') ? `${bare})` : bare
}
