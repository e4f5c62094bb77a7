import { join } from 'node:path'
import type { Browser, Page } from 'playwright-core'
import type { JoinOptions } from '#sdk/calls/snapshot'
import { openProfile, type Profile } from './browser'

/** Somebody in a Chromium page with the client and no interface: `script` runs there with `client` and `roomId`. */
export type Caller = {
  readonly page: Page
  /** Joins the call of the room; the page keeps it as `call`. */
  join(options?: JoinOptions): Promise<void>
  state(): Promise<CallState>
  /** Evaluates an expression over `client`, `call`, `roomId`. */
  run<T>(expression: string): Promise<T>
  stats(): Promise<{ participantId: string; audioPacketsReceived: number; videoFramesDecoded: number; candidateType: string | null }[]>
  /** The page reloads: signed in still, and in no call. */
  reload(): Promise<void>
  close(): Promise<void>
}

export type CallState = {
  readonly state: string
  readonly topology: string | null
  readonly moving: boolean
  readonly error: string | null
  readonly participantId: string | null
  readonly problems: number
  readonly others: readonly { participantId: string; name: string; connection: string; audio: boolean; video: boolean; speaking: boolean }[]
}

let bundle: Promise<string> | null = null

export type CallerOptions = {
  /** In place of a made-up one: OWNER_EMAIL's is the server's owner. */
  readonly email?: string
  /** Connects only over TURN, as behind a firewall that lets nothing else through. */
  readonly relayOnly?: boolean
  /** The port of a link: the media server is reached through it alone. */
  readonly link?: number
  /** In place of the shared Chromium. */
  readonly browser?: Promise<Browser>
}

const onlyOverTurn = `globalThis.RTCPeerConnection = class extends RTCPeerConnection {
  constructor(configuration) { super({ ...configuration, iceTransportPolicy: 'relay' }) }
}`

/** Of what the media server says of itself only UDP is left, at the link's port. Peers say no ice-lite. */
const overLink = (port: number): string => `globalThis.RTCPeerConnection = class extends RTCPeerConnection {
  setRemoteDescription({ type, sdp }) {
    const moved = sdp.replace(/^a=candidate:.* tcp .*\\r\\n/gim, '').replace(/^(a=candidate:\\S+ \\d udp \\d+ \\S+) \\d+/gim, '$1 ${port}')
    return super.setRemoteDescription({ type, sdp: /^a=ice-lite/m.test(sdp) ? moved : sdp })
  }
}`

export async function openCaller(
  url: string,
  name: string,
  { relayOnly = false, link, browser, email = `${name.toLowerCase()}-${crypto.randomUUID()}@example.org` }: CallerOptions = {},
): Promise<Caller> {
  bundle ??= build()
  const code = await bundle
  const profile: Profile = await openProfile(url, {}, browser)
  const { page } = profile
  // a page of the server's own: Chromium lets a made-up one open no socket to the loopback
  if (relayOnly) await page.addInitScript(onlyOverTurn)
  if (link !== undefined) await page.addInitScript(overLink(link))
  await page.goto('/docs')
  await page.evaluate(code)
  await page.evaluate(
    `(async () => {
      const client = globalThis.client = sdk.createClient()
      await client.accounts.register({ email: ${JSON.stringify(email)}, password: 'password123', name: ${JSON.stringify(name)} })
      const until = async (holds) => {
        for (let i = 0; !holds(); i++) {
          if (i > 500) throw new Error('not ready: ' + JSON.stringify([client.connection.getSnapshot(), client.rooms.getSnapshot(), globalThis.roomId && client.rooms.room(roomId).getSnapshot()]))
          await new Promise((resolve) => setTimeout(resolve, 20))
        }
      }
      await until(() => client.connection.isOnline && client.rooms.bySlug('general'))
      globalThis.roomId = client.rooms.bySlug('general').id
      client.rooms.room(roomId).open()
      await until(() => client.rooms.room(roomId).getSnapshot().status === 'ready')
    })()`,
  )
  return {
    page,
    join: async (options = { audio: true, video: true }) => {
      await page.evaluate(`void (globalThis.call = client.calls.join(roomId, ${JSON.stringify(options)}))`)
    },
    state: () =>
      page.evaluate(`(() => {
        const { state, topology, moving, error, participantId, participants, deviceProblems } = call.getSnapshot()
        const others = participants.filter((each) => !each.self).map(({ participantId, user, connection, media, speaking }) =>
          ({ participantId, name: user.name, connection, audio: media.audio, video: media.video, speaking }))
        return { state, topology, moving, error: error?.code ?? null, participantId, problems: deviceProblems.length, others }
      })()`),
    run: (expression) => page.evaluate(`(async () => (${expression}))()`),
    stats: () => page.evaluate('call.stats()'),
    reload: async () => {
      await page.reload()
      await page.evaluate(code)
      await page.evaluate('void (globalThis.client = sdk.createClient())')
    },
    close: () => profile.close(),
  }
}

async function build(): Promise<string> {
  const result = await Bun.build({ entrypoints: [join(import.meta.dir, 'call-page-entry.ts')], target: 'browser', format: 'iife' })
  const output = result.outputs[0]
  if (!output) throw new Error('the client was not built')
  return output.text()
}
