import type { Rooms } from '#actors/room/rooms'
import type { Sessions } from '#actors/session/sessions'
import type { Counts } from '#actors/runtime/hook'
import type { Supervisor } from '#actors/runtime/supervisor'
import type { View } from '#actors/runtime/unit'
import type { Access } from '#src/access/access'
import type { Config } from '#src/base/config'
import type { Log } from '#src/base/log'
import type { Data } from '#src/data/data'
import type { FileStore } from '#src/files/store'
import type { Health } from '#src/observe/health'
import type { Metrics } from '#src/observe/metrics'
import type { DocsFile } from './docs'
import type { RtcView } from './rtc'
import type { WebFiles } from './web-files'

/** What the HTTP side stands on; put together by `src/main`. */
export type HttpDeps = {
  readonly config: Pick<Config, 'publicUrl' | 'stunUrls' | 'turnUrls' | 'turnSecret'>
  readonly log: Log
  readonly data: Data
  readonly access: Access
  /** The bytes of files. */
  readonly files: FileStore
  /** Every change of an existing room goes through its actor. */
  readonly rooms: Pick<Rooms, 'command'>
  readonly sessions: Pick<Sessions, 'revoke'>
  readonly metrics: Metrics
  readonly health: Health
  /** The live tree of actors, and what happened in it since the start. */
  readonly actors: { snapshot(): View; counts(): Counts }
  /** Ends an actor on purpose; absent but where TEST_HOOKS is on, and its route with it. */
  readonly failActor: Supervisor['fail'] | undefined
  readonly rtc: RtcView
  /** The built web client. */
  readonly webFiles: WebFiles
  /** Where a file of the API's page lies. */
  readonly docsFile: (name: DocsFile) => string
  /** The address at the other end of the request's socket (`server.requestIP`), '' when unknown. */
  readonly socketAddress: (request: Request) => string
}
