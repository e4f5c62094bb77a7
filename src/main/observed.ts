import type { RuntimeHook } from '#actors/runtime/hook'
import type { Log } from '#src/base/log'
import type { Append } from '#src/data/append'
import type { Metrics } from '#src/observe/metrics'

/** What the actor runtime reports, as metrics and log lines. */
export function observed(metrics: Metrics, log: Log): RuntimeHook {
  return {
    deadLetter: (reason, kind, name) => {
      metrics.deadLetters.inc({ reason })
      if (reason === 'poison') log.error({ actor: name, kind }, 'a message crashed its actor')
    },
    exited: (kind, name, exit, next) => {
      if (exit.kind === 'crash') log.error({ err: exit.error, actor: name, kind, next }, 'an actor crashed')
      if (exit.kind === 'killed') log.warn({ actor: name, kind }, 'an actor did not stop in time')
    },
    restarting: (kind) => metrics.restarts.inc({ actor: kind }),
    gaveUp: (how, supervisor, child, exit) => log.error({ how, supervisor, child, exit: exit.kind }, 'a supervisor gave up'),
  }
}

/** The same door to the log, with what passes through it in the metrics. */
export function observedAppend(append: Append, metrics: Pick<Metrics, 'appendBatches' | 'appendedEvents' | 'appendSeconds'>): Append {
  return {
    room: async (roomId, commands) => {
      const began = performance.now()
      const appended = await append.room(roomId, commands)
      metrics.appendSeconds.observe((performance.now() - began) / 1_000)
      const events = appended.outcomes.filter((outcome) => outcome.ok && outcome.event).length
      const failed = appended.outcomes.some((outcome) => !outcome.ok && outcome.code === 'unavailable')
      metrics.appendBatches.inc({ outcome: failed ? 'unavailable' : 'committed' })
      metrics.appendedEvents.inc(events)
      return appended
    },
    onHeads: (listener) => append.onHeads(listener),
  }
}
