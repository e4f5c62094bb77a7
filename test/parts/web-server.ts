import { join } from 'node:path'
import { buildWeb } from '#scripts/build-web'
import { startServer, type TestServer, type TestServerOptions } from './server'

let built: Promise<unknown> | null = null

/** A test server with the web client of this checkout, built once a run. */
export async function startWebServer(options: TestServerOptions = {}): Promise<TestServer> {
  built ??= buildWeb(join(import.meta.dir, '../../dist/web'))
  await built
  return startServer(options)
}
