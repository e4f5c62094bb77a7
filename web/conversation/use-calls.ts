import { useEffect, useState } from 'react'
import type { CallRecord } from '#protocol/http/calls'
import type { Room } from '#protocol/models'
import { useClient } from '#web/client'
import { lacksOlder, noCalls, withNewest, withOlder } from './call-pages'

/** So many are asked for at once. */
const limit = 100

/**
 * Calls of a room I am in, from `oldest` on (when the oldest message that has come was written; the empty string: all of them). None
 * while they load, and none where they do not. `version` changes with every call that ends.
 */
export function useCalls(room: Room, version: number, oldest: string): readonly CallRecord[] {
  const { api } = useClient()
  const { id, myRole } = room
  const member = myRole !== null
  const [known, setKnown] = useState({ id, pages: noCalls })
  const pages = member && known.id === id ? known.pages : noCalls

  useEffect(() => {
    if (!member) return
    let wanted = true
    api.calls.list(id, { limit }).then(
      (page) => wanted && setKnown((old) => ({ id, pages: withNewest(old.id === id ? old.pages : noCalls, page) })),
      () => undefined,
    )
    return () => {
      wanted = false
    }
  }, [api, id, member, version])

  const cursor = lacksOlder(pages, oldest) ? pages.next : null
  useEffect(() => {
    if (cursor === null) return
    let wanted = true
    api.calls.list(id, { limit, cursor }).then(
      (page) => wanted && setKnown((old) => (old.id === id ? { id, pages: withOlder(old.pages, page) } : old)),
      () => undefined,
    )
    return () => {
      wanted = false
    }
  }, [api, id, cursor])

  return pages.items
}
