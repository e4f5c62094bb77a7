import { useCallback } from 'react'
import { useTranslation } from 'react-i18next'
import { useClient } from '#web/client'
import { failureText } from '#web/failure-text'
import { navigate, roomPath } from '#web/router'
import { toast } from '#web/ui/toast'

/** Goes to the direct conversation with somebody; where that fails, says why. */
export function useDirect(): (userIds: readonly string[]) => Promise<void> {
  const { t } = useTranslation()
  const client = useClient()
  return useCallback(
    async (userIds) => {
      try {
        navigate(roomPath((await client.rooms.openDirect(userIds)).slug))
      } catch (error) {
        toast(failureText(t, error))
      }
    },
    [client, t],
  )
}
