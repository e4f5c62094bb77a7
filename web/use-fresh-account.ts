import { useEffect } from 'react'
import { useClient, useValue } from './client'

/** Asks who I am whenever a new session begins: my name or role may have changed while this page was away. */
export function useFreshAccount(): void {
  const client = useClient()
  const connection = useValue(client.connection)
  const sessionId = connection.status === 'online' ? connection.sessionId : null
  useEffect(() => {
    if (sessionId !== null) client.accounts.me().catch(() => undefined)
  }, [client, sessionId])
}
