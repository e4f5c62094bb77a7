import type { Rooms } from '#actors/room/rooms'
import type { Sessions } from '#actors/session/sessions'
import type { Access } from '#src/access/access'
import { hour, second } from '#src/base/durations'
import type { Log } from '#src/base/log'
import type { Data } from '#src/data/data'
import { systemStream } from '#src/data/system'

export type ChoresPorts = {
  readonly data: Data
  readonly access: Access
  readonly sessions: Sessions
  readonly rooms: Rooms
  readonly log: Log
}

/**
 * What a node does beside answering: hears revocations (DELIVERY rule 25), relays what a crash left in the outbox
 * (rule 5), forgets old idempotency keys (rule 4), and ends calls that died with an earlier process. Answers the function
 * that ends it all.
 */
export async function chores({ data, access, sessions, rooms, log }: ChoresPorts): Promise<() => void> {
  const stops: (() => void)[] = []
  const failed = (what: string) => (error: unknown) => log.warn({ err: error, what }, 'a chore failed and will be tried again')

  let heard: number | null = null
  const listen = async (): Promise<void> => {
    const news = await data.system.since(heard)
    heard = news.seq
    access.revocations.learn(news)
    for (const deviceId of news.revokedDevices) sessions.revoke({ deviceId })
    for (const userId of news.disabledUsers) sessions.revoke({ userId })
  }
  await listen()
  for (const { roomId, callId } of await data.calls.allOpen()) await rooms.command(roomId, { type: 'call.end', callId, lost: true })

  const every = (ms: number, what: string, run: () => Promise<unknown>): (() => Promise<void>) => {
    let running = false
    let again = false
    const once = async (): Promise<void> => {
      again = running
      if (running) return
      running = true
      do {
        again = false
        await run().catch(failed(what))
      } while (again)
      running = false
    }
    const timer = setInterval(() => void once(), ms)
    stops.push(() => clearInterval(timer))
    return once
  }
  // nobody else writes to an embedded database: what is written here is heard and relayed at once, and this is for what failed then
  const [hearMs, relayMs] = data.driver === 'postgres' ? [second / 2, 5 * second] : [15 * second, 15 * second]
  const hear = every(hearMs, 'hear the system stream', listen)
  every(relayMs, 'relay what the outbox still holds', async () => {
    while ((await data.outbox.relay()) > 0);
  })
  // a slice at a time, so that no transaction is long, until nothing old is left
  every(hour, 'forget idempotency keys', async () => {
    while ((await data.idempotency.sweep()) > 0);
  })
  every(hour, 'forget how calls went', () => data.quality.sweep())
  stops.push(
    data.append.onHeads((heads) => {
      if (heads.some(({ stream }) => stream === systemStream)) void hear()
    }),
  )
  return () => {
    for (const stop of stops) stop()
  }
}
