import type { PublicUser } from '#protocol/models'
import type { Page, PageRequest } from './page'

export type AccountRole = 'user' | 'admin' | 'super_admin'

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
