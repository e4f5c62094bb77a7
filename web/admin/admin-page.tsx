import { useState } from 'react'
import { useTranslation } from 'react-i18next'
import { limits } from '#protocol/limits'
import type { User } from '#protocol/models'
import { useClient } from '#web/client'
import { failureText } from '#web/failure-text'
import { Button } from '#web/ui/button'
import { Field } from '#web/ui/field'
import { Page } from '#web/ui/page'
import { Bone, Empty, Failed, Loading } from '#web/ui/states'
import { useLoaded } from '#web/use-loaded'
import { useSettled } from '#web/use-settled'
import { AccountRow } from './account-row'

const page = 100

/** Everybody with an account here, for admins. */
export function AdminPage({ user }: { user: User }) {
  const { t } = useTranslation()
  if (user.role === 'user') return <Empty page title={t('admin.notAllowed')} />
  return <AccountList me={user} />
}

function AccountList({ me }: { me: User }) {
  const { t } = useTranslation()
  const client = useClient()
  const [query, setQuery] = useState('')
  const [pages, setPages] = useState(1)
  const wanted = useSettled(query.trim())
  const loaded = useLoaded(`${wanted} ${pages}`, () => loadAccounts())
  const items = loaded.status === 'ready' ? loaded.value.items : []
  const count = items.length
  const note =
    loaded.status === 'ready' && wanted === ''
      ? loaded.value.more
        ? t('admin.noteMore', { count })
        : t('admin.note', { count })
      : undefined
  return (
    <Page title={t('admin.title')} {...(note === undefined ? {} : { note })}>
      <Field
        className="my-4"
        label={t('admin.search')}
        type="search"
        maxLength={limits.searchLength}
        value={query}
        onChange={(event) => setQuery(event.target.value)}
      />
      {loaded.status === 'loading' && (
        <Loading label={t('loading')}>
          {['w-40', 'w-52', 'w-36'].map((width) => (
            <span key={width} className="flex h-16 items-center gap-3">
              <Bone className="size-9 rounded-full" />
              <Bone className={`h-3 ${width}`} />
            </span>
          ))}
        </Loading>
      )}
      {loaded.status === 'failed' && <Failed title={t('admin.failed')} note={failureText(t, loaded.error)} onRetry={loaded.reload} />}
      {loaded.status === 'ready' && count === 0 && <Empty title={t('admin.none')} />}
      <ul className="divide-y divide-line">
        {items.map((user) => (
          <AccountRow key={user.id} user={user} me={me} onChanged={changed} />
        ))}
      </ul>
      {loaded.status === 'ready' && loaded.value.more && (
        <Button tone="quiet" wide onClick={() => setPages(pages + 1)}>
          {t('people.more')}
        </Button>
      )}
    </Page>
  )

  function changed(next: User): void {
    loaded.change((list) => ({ ...list, items: list.items.map((user) => (user.id === next.id ? next : user)) }))
  }

  async function loadAccounts(): Promise<{ items: User[]; more: boolean }> {
    const all: User[] = []
    let cursor: string | null = null
    for (let index = 0; index < pages; index += 1) {
      const options = { limit: page, ...(wanted === '' ? {} : { query: wanted }), ...(cursor === null ? {} : { cursor }) }
      const answer: { items: User[]; next: string | null } = await client.api.admin.users(options)
      all.push(...answer.items)
      cursor = answer.next
      if (cursor === null) break
    }
    return { items: all, more: cursor !== null }
  }
}
