import { openCaller, type Caller } from './call-page'
import type { Heard } from './call-watch'
import { until } from './until'

/** A camera two cores can carry five times. */
export const smallCamera = { audio: true, video: true, constraints: { video: { width: 320, height: 180, frameRate: 10 } } }

export async function openCallers(url: string, names: readonly string[]): Promise<Caller[]> {
  const callers: Caller[] = []
  for (const name of names) callers.push(await openCaller(url, name))
  return callers
}

/** Joins, and plays everybody it sees. */
export async function joinAndListen(caller: Caller, options: object = smallCamera): Promise<void> {
  await caller.join(options)
  await caller.run(`(() => {
    const play = () => watch.play(call.getSnapshot().participants.filter((each) => !each.self).flatMap((each) => [each.stream, each.screen]))
    call.subscribe(play)
    play()
  })()`)
}

/** Out of the call, until everybody sees that it is over. */
export async function leaveAll(callers: readonly Caller[]): Promise<void> {
  for (const caller of callers) await caller.run('globalThis.call?.leave()')
  for (const caller of callers)
    await until('the call is over', () => caller.run<boolean>('client.rooms.room(roomId).getSnapshot().call === null'))
}

/** What a client does that wants the SFU: the call begins to move. */
export async function askForSfu(caller: Caller): Promise<void> {
  await caller.run(
    'client.connection.request("call.request-topology", { callId: call.getSnapshot().callId, topology: "sfu", reason: "asked" })',
  )
}

/** Everybody is connected with everybody, this way; a move that was given up is tried again by the call after half a minute. */
export async function together(callers: readonly Caller[], topology: 'p2p' | 'sfu'): Promise<void> {
  for (const caller of callers)
    await until(
      `together over ${topology}`,
      async () => {
        await aMoment(caller)
        const { state, topology: now, moving, others } = await caller.state()
        const met = others.length === callers.length - 1 && others.every(({ connection }) => connection === 'connected')
        return state === 'live' && now === topology && !moving && met
      },
      50_000,
    ).catch(async (error: unknown) => {
      throw new Error(`${String(error)}: ${JSON.stringify(await caller.state())}`)
    })
}

/** From everybody, to everybody: sound and pictures come in now. */
export async function everybodyFlows(callers: readonly Caller[], ms = 15_000): Promise<void> {
  for (const caller of callers) {
    const before = await caller.stats()
    await until(
      'sound and pictures from everybody',
      async () => {
        await aMoment(caller)
        const now = await caller.stats()
        const flowing = now.filter(({ participantId, audioPacketsReceived, videoFramesDecoded }) => {
          const then = before.find((each) => each.participantId === participantId)
          return audioPacketsReceived > (then?.audioPacketsReceived ?? 0) + 10 && videoFramesDecoded > (then?.videoFramesDecoded ?? 0) + 2
        })
        return flowing.length === callers.length - 1
      },
      ms,
    ).catch(async (error: unknown) => {
      const sent = await Promise.all(callers.map((each) => each.run('watch.sent()')))
      throw new Error(`${String(error)}: ${JSON.stringify([await caller.state(), before, await caller.stats(), sent])}`)
    })
  }
}

/** Looks at what comes in, in the pages, while `run` lasts. */
export async function watched(callers: readonly Caller[], run: () => Promise<void>, everyMs = 200): Promise<Heard[][]> {
  for (const caller of callers) await caller.run(`watch.begin(${everyMs})`)
  await run()
  return Promise.all(callers.map((caller) => caller.run<Heard[]>('watch.end()')))
}

/** Audio made up for what did not come, ms, of everything one page heard. */
export function concealedMs(heard: readonly Heard[]): number {
  const audio = heard.filter(({ kind }) => kind === 'audio')
  return audio.reduce((sum, { first, last, fresh }) => sum + last.concealed - (fresh ? 0 : first.concealed), 0) / 48
}

/** Starts to keep, as `marks` in the page, what marks of quality its own side or the others get. */
export async function noteMarks(caller: Caller, whose: 'self' | 'others'): Promise<void> {
  await caller.run(`(() => {
    globalThis.marks = new Set()
    const note = () => call.getSnapshot().participants.forEach((each) => each.self === ${whose === 'self'} && marks.add(each.quality))
    call.subscribe(note)
    note()
  })()`)
}

/** Looking all the time would take from the pages what they need to play. */
const aMoment = (caller: Caller): Promise<void> => caller.run('new Promise((resolve) => setTimeout(resolve, 60))')

/** A measure of time on a machine that others use too: the same again, a few times, until it holds once. */
export async function onceOf(times: number, attempt: () => Promise<void>): Promise<void> {
  for (let left = times - 1; ; left--) {
    try {
      return await attempt()
    } catch (error) {
      if (left === 0) throw error
      console.log(`once more: ${String(error).split('\n')[0]}`)
    }
  }
}
