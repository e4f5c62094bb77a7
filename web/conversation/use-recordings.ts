import { useMemo } from 'react'
import type { Room, RoomFile } from '#protocol/models'
import { useClient } from '#web/client'
import { useLoaded } from '#web/use-loaded'

/** So many of the latest files are looked through. */
const most = 100
const none: readonly RoomFile[] = []

type ByCall = ReadonlyMap<string, readonly RoomFile[]>

/** The recordings among files that are sorted newest first, by their call; those of one call in the order in which they were made. */
export function recordingsByCall(files: readonly RoomFile[]): ByCall {
  const calls = new Map<string, RoomFile[]>()
  for (const file of files) if (file.callId !== null) calls.set(file.callId, [file, ...(calls.get(file.callId) ?? [])])
  return calls
}

/** The latest recordings of a room I am in, by their call. `version` changes when files come or go. */
export function useRecordings(room: Room, version: number): ByCall {
  const client = useClient()
  const member = room.myRole !== null
  const loaded = useLoaded(`${room.id} ${member} ${version}`, async () =>
    member ? (await client.api.files.list(room.id, { limit: most })).items : none,
  )
  const files = loaded.status === 'ready' ? loaded.value : none
  return useMemo(() => recordingsByCall(files), [files])
}
