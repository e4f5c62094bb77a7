import { randomBytes } from 'node:crypto'
import { Value } from '@sinclair/typebox/value'
import { Email, NewPassword } from '#protocol/http/auth'
import { Refused } from '#protocol/errors'
import { limits } from '#protocol/limits'
import { openPasswords } from '#src/access/passwords'
import type { Config } from '#src/base/config'
import { openLog } from '#src/base/log'
import type { Data } from '#src/data/data'
import type { Assets } from './assets'
import { withDatabase } from './database'
import { exitCodes } from './exit-codes'

const usage = `Usage: boltorezka admin promote <email>
       boltorezka admin create <email> [name]      the password is read from standard input; at a terminal one is made`

/** `admin promote` and `admin create`: the way in when nobody else can open it. On the embedded database the server must be stopped. */
export async function admin(config: Config, words: readonly string[], assets: Assets): Promise<number> {
  const [what, given, ...rest] = words
  const work = what === 'promote' ? promote : what === 'create' ? create : null
  if (!work || !given) {
    console.error(usage)
    return exitCodes.usage
  }
  return withDatabase(config, openLog({ level: 'warn' }), assets, async ({ data }) => work(data, given, rest.join(' ')))
}

async function promote(data: Data, email: string): Promise<number> {
  const account = await data.accounts.byEmail(email)
  if (!account) return failed(`No account has the e-mail ${email}. Sign up with it first, or use: boltorezka admin create ${email}`)
  await data.accounts.setRole(account.id, 'super_admin')
  console.log(`${account.email} is super admin now.`)
  return exitCodes.done
}

async function create(data: Data, email: string, given: string): Promise<number> {
  const name = given.trim() || (email.split('@')[0] ?? email)
  if (!/^[^\s@]+@[^\s@]+$/.test(email) || email.length > (Email.maxLength ?? 0)) return failed(`${email} is not an e-mail address.`)
  if (name.length > limits.nameLength) return failed(`A name has at most ${limits.nameLength} characters.`)
  const typed = process.stdin.isTTY ? '' : (await Bun.stdin.text()).trimEnd()
  const password = typed || randomBytes(12).toString('base64url')
  if (!Value.Check(NewPassword, password)) return failed(`A password has ${limits.passwordMin} to ${limits.passwordMax} characters.`)
  try {
    const passwordHash = await openPasswords().hash(password)
    await data.accounts.create({ email, name, passwordHash, role: 'super_admin' })
  } catch (error) {
    if (error instanceof Refused && error.code === 'email_taken')
      return failed(`${email} has an account already. To make it super admin: boltorezka admin promote ${email}`)
    throw error
  }
  console.log(`${email} is super admin now.${typed ? '' : ` Its password: ${password}`}`)
  return exitCodes.done
}

function failed(message: string): number {
  console.error(message)
  return exitCodes.failed
}
