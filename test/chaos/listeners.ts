import { readFileSync } from 'node:fs'
import { makeRoom, type Person, register, registerMany } from '#test/parts/people'
import { RawClient } from '#test/parts/raw-client'
import { OWNER_EMAIL, startServer, type TestServer } from '#test/parts/server'

/** Three bytes a character: with 4,000 of them a frame is 12 KB. */
const wide = '語'
/** Six bytes a character in JSON: 24 KB. */
export const widest = '\u0001'

/** A room on a server of its own, with one who speaks and some who listen and note how long each message took. */
export type Hall = {
  readonly server: TestServer
  readonly roomId: string
  readonly listeners: readonly RawClient[]
  /** Speaks at an even pace; answers how long every delivery to a listener took, in ms, ascending. */
  speak(messages: number, perSecond: number, letter?: string): Promise<number[]>
  close(): Promise<void>
}

export async function openHall(listening: number): Promise<Hall> {
  const server = await startServer()
  const owner = await register(server.url, OWNER_EMAIL, 'Owner')
  const roomId = await makeRoom(server.url, owner, 'hall')
  const speaker = new RawClient(owner, server.url)
  const listeners = (await registerMany(server.url, listening, 'listener')).map((person) => new RawClient(person, server.url))
  await enter([speaker, ...listeners], roomId)

  let said = 0
  const sentAt = new Map<string, number>()
  let took: number[] = []
  for (const listener of listeners)
    listener.onFrame = ({ type, payload }) => {
      if (type === 'message.new') took.push(performance.now() - (sentAt.get(numberOf(payload['message'].text)) as number))
    }
  return {
    server,
    roomId,
    listeners,
    async speak(messages, perSecond, letter = wide) {
      took = []
      const started = performance.now()
      const acks: Promise<Record<string, unknown>>[] = []
      for (let n = 0; n < messages; n++) {
        const due = started + (n * 1_000) / perSecond
        if (due > performance.now()) await Bun.sleep(due - performance.now())
        const number = String(said++)
        sentAt.set(number, performance.now())
        acks.push(speaker.send(roomId, `${number} ${letter.repeat(3_980)}`, crypto.randomUUID()))
      }
      const seqs = (await Promise.all(acks)).map((ack) => ack['seq'] as number)
      const head = Math.max(...seqs)
      while (listeners.some((listener) => listener.log(roomId).cursor < head)) await Bun.sleep(2)
      return took.toSorted((a, b) => a - b)
    },
    async close() {
      for (const client of [speaker, ...listeners]) client.hangUp()
      await server.stop()
    },
  }
}

const numberOf = (text: string): string => text.slice(0, text.indexOf(' '))

export async function enter(clients: readonly RawClient[], roomId: string): Promise<void> {
  for (const client of clients) {
    await client.connect()
    await client.join(roomId)
  }
}

export const newcomers = async (server: TestServer, count: number, url: string): Promise<RawClient[]> =>
  (await registerMany(server.url, count, 'newcomer')).map((person: Person) => new RawClient(person, url))

/** A value of /metrics; sums over labels. */
export async function metric(server: TestServer, name: string): Promise<number> {
  const text = await (await fetch(`${server.url}/metrics`)).text()
  const lines = text.split('\n').filter((line) => line.startsWith(`${name} `) || line.startsWith(`${name}{`))
  if (lines.length === 0) throw new Error(`no metric ${name}`)
  return lines.reduce((sum, line) => sum + Number(line.slice(line.lastIndexOf(' ') + 1)), 0)
}

/** What the server's process holds in memory now, in bytes. */
export function residentBytes({ pid }: TestServer): number {
  const [, kilobytes] = /^VmRSS:\s+(\d+) kB/m.exec(readFileSync(`/proc/${pid}/status`, 'utf8')) ?? []
  return Number(kilobytes) * 1_024
}

/** The value below which `share` of the ascending numbers lie. */
export const quantile = (ascending: readonly number[], share: number): number =>
  ascending[Math.min(ascending.length - 1, Math.floor(ascending.length * share))] ?? Number.NaN

export const median = (numbers: readonly number[]): number =>
  quantile(
    numbers.toSorted((a, b) => a - b),
    0.5,
  )
