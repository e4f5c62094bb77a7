import type { Config } from '#src/base/config'
import type { Data } from '#src/data/data'
import { forgetSetupCode, setupCode } from './secrets'

/** The one-time set-up code while this server has no super admin; after that there is none. */
export async function ownerCode(config: Config, data: Data): Promise<string | undefined> {
  if (await data.accounts.hasSuperAdmin()) {
    forgetSetupCode(config.dataDir)
    return undefined
  }
  return setupCode(config.dataDir)
}
