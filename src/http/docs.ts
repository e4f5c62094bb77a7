import type { HttpDeps } from './deps'
import { openApiText } from './openapi'
import { everybody } from './route'

/** Of the package swagger-ui-dist, served by ourselves so that the page works where there is no internet. */
export const docsFiles = {
  'swagger-ui.css': 'text/css; charset=utf-8',
  'swagger-ui-bundle.js': 'text/javascript; charset=utf-8',
  'favicon-32x32.png': 'image/png',
} as const

export type DocsFile = keyof typeof docsFiles

const page = `<!doctype html>
<html lang="en">
<head>
<meta charset="utf-8">
<meta name="viewport" content="width=device-width, initial-scale=1">
<title>Boltorezka API</title>
<link rel="icon" href="/docs/favicon-32x32.png">
<link rel="stylesheet" href="/docs/swagger-ui.css">
</head>
<body>
<div id="docs"></div>
<script src="/docs/swagger-ui-bundle.js"></script>
<script src="/docs/start.js"></script>
</body>
</html>
`

const start = `SwaggerUIBundle({ url: '/openapi.json', dom_id: '#docs', deepLinking: true, persistAuthorization: false, validatorUrl: null })\n`

const text = (body: string, type: string): Response =>
  new Response(body, { headers: { 'content-type': type, 'cache-control': 'no-cache' } })

/** The document of the HTTP contract and a page to read it. */
export function docsRoutes({ docsFile }: Pick<HttpDeps, 'docsFile'>) {
  const docs = everybody()
    .get('/openapi.json', async () => text(await openApiText(), 'application/json'))
    .get('/docs', () => text(page, 'text/html; charset=utf-8'))
    .get('/docs/start.js', () => text(start, 'text/javascript; charset=utf-8'))
  for (const [name, type] of Object.entries(docsFiles)) {
    const path = docsFile(name as DocsFile)
    docs.get(`/docs/${name}`, () => new Response(Bun.file(path), { headers: { 'content-type': type, 'cache-control': 'max-age=86400' } }))
  }
  return docs
}
