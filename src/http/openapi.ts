import { contractRoutes } from './contract'
import type { HttpDeps } from './deps'
import { type Json, refine } from './openapi-refine'
import { everybody } from './route'

const documentation = {
  info: {
    title: 'Boltorezka',
    version: '1.0.0',
    description:
      'The HTTP side of the contract; the socket at /v1/realtime/ws is described by AsyncAPI. Every failure is problem+json with a stable `code`. ' +
      'Objects may gain fields: ignore those you do not know.',
  },
  servers: [{ url: '/', description: 'The server that serves this document' }],
  tags: [
    { name: 'auth', description: 'Accounts and signing in' },
    { name: 'users', description: 'People' },
    { name: 'devices', description: 'Where I am signed in' },
    { name: 'admin', description: 'Accounts as administrators see them' },
    { name: 'rooms', description: 'Rooms' },
    { name: 'members', description: 'Who is in a room' },
    { name: 'messages', description: 'What is written in a room' },
    { name: 'files', description: 'Files of a room, recordings among them' },
    { name: 'realtime', description: 'The way to a socket' },
    { name: 'rtc', description: 'What a call needs' },
    { name: 'operations', description: 'For those who run the server' },
  ],
  components: { securitySchemes: { bearer: { type: 'http' as const, scheme: 'bearer', bearerFormat: 'JWT' } } },
}

/** Builds the OpenAPI document from the routes, without a server: nothing of the dependencies is touched before a request. */
export async function openApiDocument(): Promise<Json> {
  const { swagger } = await import('@elysiajs/swagger')
  const nothing = { access: {} } as unknown as HttpDeps
  const specPath = '/document'
  const described = everybody()
    .use(swagger({ path: '/page', specPath, documentation, excludeStaticFile: false, exclude: [specPath, '/page'] }))
    .use(contractRoutes(nothing))
  const response = await described.handle(new Request(`http://boltorezka.invalid${specPath}`))
  return refine((await response.json()) as Json)
}

let made: Promise<string> | undefined

/** The document as it is served, made at the first request. */
export const openApiText = (): Promise<string> => (made ??= openApiDocument().then((document) => JSON.stringify(document)))
