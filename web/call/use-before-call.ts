import { useEffect, useState } from 'react'
import { useTranslation } from 'react-i18next'
import { useClient, useValue } from '#web/client'
import { useDesk } from './desk'

/** More names than this are a number. */
const most = 4

/** What is to be known before a call: who is in it, and which one I would leave. Null where there is nothing. */
export function useBeforeCall(roomId: string): string | null {
  const who = useWhoIsThere(roomId)
  const leaves = useLeaves(roomId)
  return who === null || leaves === null ? (who ?? leaves) : `${who}. ${leaves}`
}

function useLeaves(roomId: string): string | null {
  const { t } = useTranslation()
  const { call } = useDesk()
  const { room } = useValue(useClient().rooms.room(call?.roomId ?? roomId))
  return call === null || call.roomId === roomId ? null : t('call.leaves', { name: room?.name ?? '' })
}

function useWhoIsThere(roomId: string): string | null {
  const { t, i18n } = useTranslation()
  const client = useClient()
  const store = client.rooms.room(roomId)
  const { call } = useValue(store)
  const account = useValue(client.accounts)
  const [asked, setAsked] = useState(false)
  useEffect(() => {
    // who is not in it hears nothing of those who come and go: what I know may be long over
    void store.askCall().then(() => setAsked(true))
  }, [store])
  const people = call?.participants ?? []
  if (!asked || people.length === 0) return null
  const me = account.status === 'signed-in' ? account.user.id : null
  if (people.some(({ user }) => user.id === me)) return t('call.elsewhere')
  if (people.length > most) return t('call.people', { count: people.length })
  const names = new Intl.ListFormat(i18n.language).format(people.map(({ user }) => user.name))
  return t('call.here', { names, count: people.length })
}
