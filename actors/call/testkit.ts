import type { Conference, ConferenceEvent, ConsumerInfo } from '#media/conference'
import { ask } from '#actors/runtime/ask'
import { spawn, type Spawned } from '#actors/runtime/spawn'
import { virtualClock } from '#actors/runtime/testkit'
import { Refused } from '#protocol/errors'
import { FakeRecorder } from './fake-recorder'
import type { Media, Participant } from '#protocol/models'
import { callActor } from './call-actor'
import { Rings } from './rings'
import type { CallNotes } from '#src/data/calls'
import type { CallJoined, CallMessage, CallState, MediaFrame } from './messages'

const running: Spawned<CallMessage>[] = []

/** Stops the calls of a test. */
export async function hangUp(): Promise<void> {
  for (const one of running.splice(0)) await one.stop(0)
}

/** The media of a call as tests script it: it remembers what it was asked, and reports what it is told to. */
export class FakeConference {
  readonly routerRtpCapabilities = { codecs: [] }
  readonly asked: string[] = []
  readonly consumers = new Map<string, ConsumerInfo[]>()
  /** Who owes a `ready`. */
  readonly debtors = new Set<string>()
  /** While set, what is asked waits for it. */
  gate: Promise<void> | null = null
  closed = false
  readonly emit: (event: ConferenceEvent) => void

  constructor(emit: (event: ConferenceEvent) => void) {
    this.emit = emit
  }

  settled(among: readonly string[]): boolean {
    return !among.some((peerId) => this.debtors.has(peerId))
  }

  consumersOf(peerId: string): readonly ConsumerInfo[] {
    return this.consumers.get(peerId) ?? []
  }

  leave(peerId: string): void {
    this.asked.push(`leave ${peerId}`)
  }

  close(): void {
    this.closed = true
  }

  die(): void {
    this.closed = true
    this.emit({ type: 'lost' })
  }

  async transport(peerId: string, direction: string): Promise<object> {
    return this.#answer(`transport ${peerId} ${direction}`, { transportId: `${direction} of ${peerId}` })
  }

  async produce(peerId: string, transportId: string, { source }: { source: string }): Promise<object> {
    if (!transportId.endsWith(peerId)) throw new Refused('not_found', 'no such transport')
    return this.#answer(`produce ${peerId} ${source}`, { producerId: `${source} of ${peerId}` })
  }

  async ready(peerId: string, consumerId: string): Promise<void> {
    this.debtors.delete(peerId)
    await this.#answer(`ready ${peerId} ${consumerId}`, {})
  }

  async silence(peerId: string, source: string): Promise<void> {
    await this.#answer(`silence ${peerId} ${source}`, {})
  }

  async #answer<T>(asked: string, answer: T): Promise<T> {
    this.asked.push(asked)
    if (this.gate) await this.gate
    if (this.closed) throw new Refused('media_unavailable', 'the worker died')
    return answer
  }
}

/** A frame a participant was sent. */
type Told = {
  readonly type: string
  readonly payload: {
    readonly callId: string | null
    readonly epoch: number
    readonly phase?: string
    readonly topology?: string
    readonly reason?: string
    readonly participants?: readonly Participant[]
    readonly routerRtpCapabilities?: object
  }
}

const sound: Media = { audio: true, video: false, screen: false }

/** A call with a clock that only tests move. `sfu` gives it media workers. */
export function startCall({ p2pMax = 3, sfuMax = 100, sfu = false } = {}) {
  const clock = virtualClock()
  const empties: number[] = []
  const heard: Record<string, Told[]> = {}
  const outcomes: string[] = []
  const devices: Record<string, { type: string; payload: Record<string, unknown> }[]> = {}
  const conferences: FakeConference[] = []
  const recorder = new FakeRecorder()
  const workers = { there: sfu, restarting: false, fails: false, slow: null as Promise<void> | null }
  const open = async (_callId: string, emit: (event: ConferenceEvent) => void): Promise<Conference> => {
    if (workers.slow) await workers.slow
    if (workers.fails) throw new Error('no worker')
    const conference = new FakeConference(emit)
    conferences.push(conference)
    return conference as unknown as Conference
  }
  // everybody has two devices: the one they call with, and another
  const rings = new Rings((userId, textFor) => {
    for (const socket of [`socket-${userId.slice(5)}`, `socket-${userId.slice(5)}-2`]) {
      const text = textFor(socket)
      if (text !== null) (devices[socket] ??= []).push(JSON.parse(text))
    }
  })
  const kept: string[] = []
  const note = (what: string) => async (_callId: string, participantId?: string) => void kept.push(`${what} ${participantId ?? ''}`.trim())
  const notes: CallNotes = { sat: note('sat'), left: note('left'), seen: note('seen') }
  const args = {
    callId: 'call',
    roomId: 'room',
    p2pMax,
    sfuMax,
    conferences: () => (workers.there ? open : null),
    restarting: () => workers.restarting,
    recorder: () => recorder.port,
    rings,
    notes,
    metrics: { migrations: { inc: ({ outcome }: { outcome: string }) => void outcomes.push(outcome) }, rings: { inc: () => {} } } as never,
    onTopology: () => {},
    onEmpty: (joins: number) => void empties.push(joins),
  }
  const call = spawn(callActor, 'call', args, { clock })
  running.push(call)

  const request = <T = object>(toMessage: (reply: never) => unknown): Promise<T> =>
    ask<CallMessage, T>(call.ref, 60_000, (reply) => toMessage(reply as never) as CallMessage)
  const outlet = (name: string) => ({ id: `socket-${name}`, send: (text: string) => void (heard[name] ??= []).push(JSON.parse(text)) })
  const person = (name: string) => ({ id: `user-${name}`, name })
  const sessionId = (name: string) => `session-${name}`
  return {
    call,
    clock,
    empties,
    heard,
    devices,
    rings,
    kept,
    notes,
    outcomes,
    conferences,
    workers,
    recorder,
    outlet,
    join: (name: string, media = sound, ring: readonly string[] = [], device = name) =>
      request<CallJoined>((reply) => ({
        type: 'join',
        sessionId: sessionId(device),
        user: { id: `user-${name}`, name },
        media,
        outlet: outlet(name),
        ring: ring.map(person),
        reply,
      })),
    invite: (name: string, ...names: string[]) =>
      request((reply) => ({ type: 'invite', sessionId: sessionId(name), people: names.map(person), reply })),
    decline: (name: string) => request((reply) => ({ type: 'decline', userId: `user-${name}`, reply })),
    relay: (name: string, to: string, epoch = 1) =>
      request((reply) => ({
        type: 'relay',
        sessionId: sessionId(name),
        frame: 'call.offer',
        payload: { callId: 'call', epoch, to, sdp: 'v=0' },
        reply,
      })),
    moderate: (participantId: string, action: 'mute' | 'remove') =>
      request((reply) => ({ type: 'moderate', by: { id: 'user-mod', name: 'mod' }, participantId, action, reply })),
    leave: (name: string) => request((reply) => ({ type: 'leave', sessionId: sessionId(name), reply })),
    ready: (name: string, epoch: number) => request((reply) => ({ type: 'ready', sessionId: sessionId(name), epoch, reply })),
    wants: (name: string, reason: 'asked' | 'ice_failed') =>
      request((reply) => ({ type: 'request-topology', sessionId: sessionId(name), reason, reply })),
    media: (name: string, type: MediaFrame['type'], payload: object) =>
      request((reply) => ({
        type: 'signal',
        sessionId: sessionId(name),
        frame: { type, payload: { callId: 'call', ...payload } },
        reply,
      })),
    record: (name: string) => request<{ recordingId: string }>((reply) => ({ type: 'recording-start', sessionId: sessionId(name), reply })),
    consent: (name: string, recordingId: string, given: boolean) =>
      request((reply) => ({ type: 'recording-consent', sessionId: sessionId(name), recordingId, given, reply })),
    stopRecording: (name: string, recordingId: string, may = true) =>
      request((reply) => ({ type: 'recording-stop', sessionId: sessionId(name), recordingId, may, reply })),
    lose: (name: string) => call.ref.send({ type: 'lost', sessionId: sessionId(name), outletId: `socket-${name}` }),
    back: (name: string) => call.ref.send({ type: 'back', sessionId: sessionId(name), outlet: outlet(name) }),
    state: () => request<CallState>((reply) => ({ type: 'state', reply })),
    /** Phases of call.topology one heard, with their epochs. */
    phases: (name: string) =>
      (heard[name] ?? []).filter(({ type }) => type === 'call.topology').map(({ payload }) => `${payload.phase ?? ''} ${payload.epoch}`),
  }
}

/** `ok`, or the code of the refusal. */
export const code = (promise: Promise<unknown>): Promise<string | undefined> =>
  promise.then(
    () => 'ok',
    (error: { code?: string }) => error.code,
  )
