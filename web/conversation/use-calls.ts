import type { CallRecord } from '#protocol/http/calls'
import type { Room } from '#protocol/models'
import { useClient } from '#web/client'
import { useLoaded } from '#web/use-loaded'

/** So many of the latest calls are shown between the messages. */
const most = 100
const none: readonly CallRecord[] = []

/** The latest calls of a room I am in; none while they load, and none where they do not. */
export function useCalls(room: Room, version: number): readonly CallRecord[] {
  const client = useClient()
  const member = room.myRole !== null
  const loaded = useLoaded(`${room.id} ${member} ${version}`, async () =>
    member ? (await client.api.calls.list(room.id, { limit: most })).items : none,
  )
  return loaded.status === 'ready' && loaded.value.length > 0 ? loaded.value : none
}
