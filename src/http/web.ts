import { Refused } from '#protocol/errors'
import type { HttpDeps } from './deps'
import { problemResponse } from './problems'
import { everybody } from './route'
import { scopeOf } from './scope'
import type { WebFile } from './web-files'

/** Names that are the server's: a mistake in one of them is a problem, never the web client. */
const ours = /^\/(v1|health|metrics|docs|openapi\.json)(\/|$)/

/** Addresses the web client draws by itself. */
const clientPage = /^\/(r\/.*)?$/

const notBuilt = `<!doctype html><html lang="en"><head><meta charset="utf-8"><title>Boltorezka</title></head><body>
<h1>Boltorezka runs</h1><p>The web client is not built yet: <code>npm start</code> builds it. The API is described at <a href="/docs">/docs</a>.</p>
</body></html>`

/** The web client: its files, and its page for every address it knows. */
export function webRoutes({ webFiles: files }: Pick<HttpDeps, 'webFiles'>) {
  async function send(request: Request, file: WebFile): Promise<Response> {
    const headers = new Headers({ 'content-type': file.type, etag: file.etag, vary: 'accept-encoding' })
    headers.set('cache-control', file.immutable ? 'public, max-age=31536000, immutable' : 'no-cache')
    if (request.headers.get('if-none-match')?.includes(file.etag)) return new Response(null, { status: 304, headers })
    if (/\bgzip\b/.test(request.headers.get('accept-encoding') ?? '')) {
      const packed = await files.gzip(file)
      if (packed) {
        headers.set('content-encoding', 'gzip')
        return new Response(packed, { headers })
      }
    }
    return new Response(Bun.file(file.path), { headers })
  }

  async function find(request: Request): Promise<Response> {
    const scope = scopeOf(request)
    const path = decodeURIComponent(new URL(request.url).pathname)
    if (!ours.test(path)) {
      const file = path === '/' ? null : files.find(path)
      if (file) return send(request, file)
      const wantsPage = clientPage.test(path) || (request.headers.get('accept')?.includes('text/html') ?? false)
      if (wantsPage) {
        const index = files.find('/index.html')
        return index
          ? send(request, index)
          : new Response(notBuilt, { status: 503, headers: { 'content-type': 'text/html; charset=utf-8' } })
      }
    }
    return problemResponse(new Refused('not_found', `There is no ${request.method} ${path} here.`), scope.requestId)
  }

  return everybody()
    .get('/', ({ request }) => find(request))
    .get('/*', ({ request }) => find(request))
}
