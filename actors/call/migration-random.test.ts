import { expect, test } from 'bun:test'
import fc from 'fast-check'
import { begun, type Effect, type Migration, type MigrationEvent, RETRIES, step } from './migration'

/** A call driven at random: conferences that come late, die or never come, timers that fire in any order, people who come and go. */
class Drive {
  state: Migration = begun
  now = 0
  people = new Set(['a', 'b', 'c', 'd'])
  owing = false
  /** Conferences being made, and made ones not closed. */
  readonly asked = new Set<number>()
  readonly open = new Set<number>()
  readonly timers: MigrationEvent[] = []
  readonly said: string[] = []
  readonly epochs: number[] = []

  do(event: MigrationEvent): void {
    const { state, effects } = step(this.state, event, {
      now: this.now,
      p2pMax: 3,
      seated: this.people.size,
      present: [...this.people],
      settled: () => !this.owing,
    })
    this.state = state
    for (const effect of effects) this.#act(effect)
    this.#check()
  }

  #act(effect: Effect): void {
    if (effect.do === 'make') {
      expect(this.asked.has(effect.epoch) || this.open.has(effect.epoch)).toBe(false)
      this.asked.add(effect.epoch)
    } else if (effect.do === 'close') this.open.delete(effect.epoch)
    else if (effect.do === 'after') this.timers.push(effect.event)
    else if (effect.do === 'announce') {
      const { phase, topology, epoch } = effect.announced
      if (phase === 'preparing') expect(this.epochs.includes(epoch)).toBe(false)
      if (phase !== 'reverted') this.epochs.push(epoch)
      // what everybody is told to use is there
      if (phase !== 'reverted' && topology === 'sfu') expect(this.open.has(epoch)).toBe(true)
      this.said.push(`${phase} ${epoch}`)
    }
  }

  #check(): void {
    const { topology, epoch, last, move } = this.state
    expect(epoch).toBeLessThanOrEqual(last)
    // nothing is left open that the call has no use for
    const used = new Set([move?.stage === 'preparing' ? move.epoch : null, topology === 'sfu' ? epoch : null])
    for (const conference of this.open) expect(used.has(conference)).toBe(true)
    if (move?.stage === 'rebuilding') expect(topology).toBe('sfu')
    if (move?.stage === 'preparing' || move?.stage === 'making') expect(topology).toBe('p2p')
  }
}

const acts = fc.array(fc.record({ act: fc.nat(11), pick: fc.nat() }), { maxLength: 120 })
const at = <T>(list: Iterable<T>, pick: number): T | undefined => [...list][pick % Math.max(1, [...list].length)]

test('whatever comes in whatever order: epochs only rise, nothing leaks, and nobody is told to use what is not there', () => {
  fc.assert(
    fc.property(acts, (script) => {
      const drive = new Drive()
      for (const { act, pick } of script) {
        drive.now += pick % 3_000
        const asked = at(drive.asked, pick)
        const open = at(drive.open, pick)
        const person = at(drive.people, pick) ?? 'a'
        if (act <= 1) drive.do({ type: 'want', reason: act === 0 ? 'participants' : 'asked' })
        else if (act <= 3 && asked !== undefined) {
          drive.asked.delete(asked)
          if (act === 2) drive.open.add(asked)
          drive.do({ type: act === 2 ? 'made' : 'unmade', epoch: asked })
        } else if (act === 4 && open !== undefined) {
          drive.open.delete(open)
          drive.do({ type: 'lost', epoch: open })
        } else if (act <= 6) drive.do({ type: 'ready', epoch: drive.state.move?.epoch ?? 1, participantId: person })
        else if (act === 7) drive.do({ type: 'unready', participantId: person })
        else if (act === 8) {
          if (!drive.people.delete(`n${pick % 3}`)) drive.people.add(`n${pick % 3}`)
          drive.do({ type: 'look' })
        } else if (act === 9) {
          drive.owing = !drive.owing
          drive.do({ type: 'look' })
        } else if (drive.timers.length > 0) drive.do(drive.timers.splice(pick % drive.timers.length, 1)[0] as MigrationEvent)
      }
      const switches = drive.said.filter((said) => said.startsWith('switched')).map((said) => Number(said.split(' ')[1]))
      expect(switches).toEqual(switches.toSorted((a, b) => a - b))
      expect(new Set(switches).size).toBe(switches.length)
    }),
    { numRuns: 2_000 },
  )
})

test('left alone with a server that is well and people who do as told, it always comes to rest', () => {
  fc.assert(
    fc.property(acts, (script) => {
      const drive = new Drive()
      for (const { act, pick } of script)
        if (act < 4) drive.do({ type: 'want', reason: 'asked' })
        else if (drive.timers.length > 0 && act > 8) drive.do(drive.timers.splice(pick % drive.timers.length, 1)[0] as MigrationEvent)
      drive.owing = false
      for (let turn = 0; turn < 10 * RETRIES; turn++) {
        for (const asked of [...drive.asked]) {
          drive.asked.delete(asked)
          drive.open.add(asked)
          drive.do({ type: 'made', epoch: asked })
        }
        const { move } = drive.state
        if (move?.stage === 'preparing')
          for (const person of drive.people) drive.do({ type: 'ready', epoch: move.epoch, participantId: person })
        else if (drive.timers.length > 0) drive.do(drive.timers.shift() as MigrationEvent)
      }
      expect(drive.state.move).toBeNull()
    }),
    { numRuns: 500 },
  )
})
