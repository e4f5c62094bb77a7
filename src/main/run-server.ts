import type { Config } from '#src/base/config'
import type { Log } from '#src/base/log'
import type { Assets } from './assets'
import { serve } from './serve'

const SIGNALS = ['SIGTERM', 'SIGINT'] as const

/** Serves until a signal or a failure of the whole tree. A second signal ends it at once. */
export async function runServer(config: Config, log: Log, assets: Assets): Promise<number> {
  const serving = await serve(config, log, assets)
  const local = `http://localhost:${serving.port}`
  const address = config.publicUrl.startsWith('http://localhost') ? local : config.publicUrl
  console.log(`\n  Boltorezka is at ${address}\n`)
  if (serving.setupCode) console.log(welcome(config, address, serving.setupCode))
  log.info({ port: serving.port, host: config.host }, 'ready')

  const code = await new Promise<number>((resolve) => {
    let asked = 0
    for (const signal of SIGNALS)
      process.on(signal, () => {
        if (++asked > 1) process.exit(130)
        log.info({ signal }, 'stopping')
        void serving.stop().then(
          () => resolve(0),
          (error: unknown) => fail(error),
        )
      })
    const fail = (error: unknown): void => {
      log.fatal({ err: error }, 'the node cannot go on')
      resolve(1)
    }
    void serving.failed.then((exit) => {
      if (asked === 0) fail(exit)
    })
  })
  return code
}

function welcome({ superAdminEmail }: Config, address: string, code: string): string {
  const how = superAdminEmail ? `sign up as ${superAdminEmail}` : 'sign up'
  return [
    `  Nobody owns this server yet. To own it, open ${address}/sign-up?setup=${code} and ${how}.`,
    `  The same by hand, with the one-time set-up code: ${code}`,
    `  Everybody else just opens ${address} and signs up.\n`,
  ].join('\n')
}
