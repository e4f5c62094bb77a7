import type { Config } from '#src/base/config'
import { openLog } from '#src/base/log'
import { openDatabase } from './database'

/** `admin promote <email>`: the way back in when nobody else can. On the embedded database the server must be stopped. */
export async function admin(config: Config, words: readonly string[]): Promise<number> {
  const [what, email] = words
  if (what !== 'promote' || !email) {
    console.error('Usage: boltorezka admin promote <email>')
    return 2
  }
  const { database, data } = await openDatabase(config, openLog({ level: 'warn' }))
  try {
    const account = await data.accounts.byEmail(email)
    if (!account) {
      console.error(`No account has the e-mail ${email}. Sign up with it first.`)
      return 1
    }
    await data.accounts.setRole(account.id, 'super_admin')
    console.log(`${account.email} is super admin now.`)
    return 0
  } finally {
    await data.close()
    await database.close()
  }
}
