import { Refused } from '#protocol/errors'
import type { PublicUser, Role } from '#protocol/models'
import { uuid } from '#src/base/ids'
import type { Database } from './database'
import { gather, listOf } from './gather'
import type { Heads } from './heads'
import { afterId, type Page, pageOf, type PageRequest } from './page'
import { retrying, single } from './retrying'
import { announceSystem } from './system'

export type AccountRole = Role

export type Account = {
  id: string
  email: string
  name: string
  role: AccountRole
  passwordHash: string
  disabledAt: string | null
  createdAt: string
}

export type NewAccount = { email: string; name: string; passwordHash: string; role: AccountRole }

export type Accounts = {
  /** Refused email_taken; e-mail addresses compare without case. Joins nobody anywhere. */
  create(account: NewAccount): Promise<Account>
  byEmail(email: string): Promise<Account | null>
  byId(id: string): Promise<Account | null>
  /** How many accounts exist at all. */
  count(): Promise<number>
  /** Whether anybody owns this server yet. */
  hasSuperAdmin(): Promise<boolean>
  list(page: PageRequest): Promise<Page<Account>>
  /** People whose name begins or holds `text`; nobody who is disabled. */
  search(text: string, page: PageRequest): Promise<Page<PublicUser>>
  /** A change is an event of the system stream. Refused not_found. */
  setRole(id: string, role: AccountRole): Promise<Account>
  update(id: string, change: { name?: string }): Promise<Account>
  /** Revokes every device but `exceptDevice`. */
  setPassword(id: string, passwordHash: string, exceptDevice?: string): Promise<void>
  /** Disabling revokes every device of the person. */
  setDisabled(id: string, disabled: boolean): Promise<Account>
}

const columns = 'id, email, name, role, password_hash as "passwordHash", disabled_at as "disabledAt", created_at as "createdAt"'

const noSuchUser = (): Refused => new Refused('not_found', 'No such user')

const toPublic = ({ id, name, role, createdAt }: Account): PublicUser => ({ id, name, role, createdAt })

/** What somebody typed, as a pattern that matches it anywhere and literally. */
const contains = (text: string): string => `%${text.replace(/[\\%_]/g, '\\$&')}%`

export function createAccounts(database: Database, heads: Heads): Accounts {
  const one = async (where: string, value: string): Promise<Account | null> =>
    (await database.query<Account>(`select ${columns} from accounts where ${where}`, [value]))[0] ?? null

  const byId = gather(async (ids: readonly string[]) => {
    const rows = await database.query<Account>(`select ${columns} from accounts where id = any ($1::text::uuid[])`, [
      listOf([...new Set(ids)]),
    ])
    const found = new Map(rows.map((account) => [account.id, account]))
    return ids.map((id) => found.get(id) ?? null)
  })

  const must = async (id: string): Promise<Account> => {
    const account = await byId(id)
    if (!account) throw noSuchUser()
    return account
  }

  /** Runs a function that answers the new head of the system stream, or null where nothing had to change. */
  const change = async (text: string, params: readonly unknown[]): Promise<void> => {
    announceSystem(heads, (await single<{ head: number | null }>(database, text, params)).head)
  }

  return {
    async create({ email, name, passwordHash, role }) {
      const [account] = await retrying<Account>(database, `select ${columns} from create_account($1, $2, $3, $4, $5)`, [
        uuid(),
        email,
        name,
        passwordHash,
        role,
      ])
      if (!account) throw new Refused('email_taken', 'This e-mail is already registered')
      return account
    },
    byEmail: (email) => one('lower(email) = lower($1)', email),
    byId,
    count: async () => (await single<{ count: number }>(database, 'select count(*) as count from accounts', [])).count,
    hasSuperAdmin: async () =>
      (await single<{ found: boolean }>(database, `select exists (select from accounts where role = 'super_admin') as found`, [])).found,
    async list(page) {
      const rows = await database.query<Account>(`select ${columns} from accounts where id > $1 order by id limit $2`, [
        afterId(page),
        page.limit + 1,
      ])
      return pageOf(rows, page.limit, (row) => row)
    },
    async search(text, page) {
      const rows = await database.query<Account>(
        `select ${columns} from accounts where disabled_at is null and name ilike $1 and id > $2 order by id limit $3`,
        [contains(text), afterId(page), page.limit + 1],
      )
      return pageOf(rows, page.limit, toPublic)
    },
    async setRole(id, role) {
      await change('select set_role($1, $2) as head', [id, role])
      return must(id)
    },
    async update(id, { name }) {
      const [account] = await retrying<Account>(
        database,
        `update accounts set name = coalesce($2, name) where id = $1 returning ${columns}`,
        [id, name ?? null],
      )
      if (!account) throw noSuchUser()
      return account
    },
    setPassword: (id, passwordHash, exceptDevice) =>
      change('select set_password($1, $2, $3) as head', [id, passwordHash, exceptDevice ?? null]),
    async setDisabled(id, disabled) {
      await change('select set_disabled($1, $2) as head', [id, disabled])
      return must(id)
    },
  }
}
