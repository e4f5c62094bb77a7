/** Below this a packet holds it anyway. */
const worth = 1_024

/**
 * The answer as gzip, when the asker takes that and it is JSON or text of our own, long enough to gain by it (RFC 9110, section 12.5.3).
 * Files of people are sent as they are.
 */
export async function compressed(request: Request, response: Response): Promise<Response> {
  const type = response.headers.get('content-type') ?? ''
  if (!/^(application\/json|text\/plain)\b/.test(type) || response.headers.has('content-disposition')) return response
  response.headers.append('vary', 'accept-encoding')
  if (response.status !== 200 || !takesGzip(request.headers.get('accept-encoding') ?? '')) return response
  const plain = new Uint8Array(await response.arrayBuffer())
  const { headers } = response
  if (plain.byteLength < worth) return new Response(plain, { headers })
  headers.set('content-encoding', 'gzip')
  headers.delete('content-length')
  // the quickest: the loop waits, and it takes off most of what there is to take
  return new Response(Bun.gzipSync(plain, { level: 1 }), { headers })
}

const takesGzip = (accepted: string): boolean => /\bgzip\b(?!\s*;\s*q=0(\.0*)?\s*(,|$))/.test(accepted)
