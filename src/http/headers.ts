/** No inline script anywhere; WebAssembly cleans voices of noise; styles may be inline because component libraries set them. Sockets and media are our own. */
const pagePolicy = [
  "default-src 'self'",
  "script-src 'self' 'wasm-unsafe-eval'",
  "style-src 'self' 'unsafe-inline'",
  "img-src 'self' data: blob:",
  "media-src 'self' blob: mediastream:",
  "font-src 'self' data:",
  "connect-src 'self'",
  "worker-src 'self' blob:",
  "object-src 'none'",
  "base-uri 'none'",
  "form-action 'self'",
  "frame-ancestors 'none'",
].join('; ')

const answerPolicy = "default-src 'none'; frame-ancestors 'none'"

/** Puts the headers every answer carries; pages may run our own scripts, everything else may do nothing. */
export function secure(headers: Headers, https: boolean): void {
  const page = headers.get('content-type')?.startsWith('text/html') ?? false
  if (!headers.has('content-security-policy')) headers.set('content-security-policy', page ? pagePolicy : answerPolicy)
  headers.set('x-content-type-options', 'nosniff')
  headers.set('x-frame-options', 'DENY')
  headers.set('referrer-policy', 'no-referrer')
  headers.set('cross-origin-opener-policy', 'same-origin')
  headers.set('cross-origin-resource-policy', 'same-origin')
  if (page) headers.set('permissions-policy', 'camera=(self), microphone=(self), display-capture=(self), geolocation=()')
  if (https) headers.set('strict-transport-security', 'max-age=31536000')
  if (!headers.has('cache-control')) headers.set('cache-control', 'no-store')
}
