import { collectDefaultMetrics, Counter, Gauge, Histogram, Registry } from 'prom-client'
import { measureLoopLag } from './loop-lag'

/** From a message on a warm disk to a node in trouble. Seconds. */
const fast = [0.0005, 0.001, 0.0025, 0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1, 2.5, 5]

const slow = [0.1, 0.2, 0.3, 0.5, 0.75, 1, 1.5, 2, 3, 5, 10]
const ratios = [0, 0.001, 0.005, 0.01, 0.02, 0.05, 0.1, 0.2, 0.5]
const bitrates = [1e4, 3e4, 1e5, 3e5, 1e6, 3e6, 1e7, 3e7]

/** The longest that a timer takes: 24 days. */
const NEVER_MS = 2 ** 31 - 1

/** Everything the process counts, in a registry of its own; `registry.metrics()` is what /metrics answers. */
export type Metrics = ReturnType<typeof openMetrics>

/** Makes the registry. Names start with `boltorezka_`; what Bun tells about the process has prom-client's names. */
export function openMetrics() {
  const registry = new Registry()
  const registers = [registry]
  const counter = <L extends string>(name: string, help: string, labelNames: readonly L[] = []): Counter<L> =>
    new Counter({ name: `boltorezka_${name}`, help, labelNames, registers })
  const gauge = <L extends string>(name: string, help: string, labelNames: readonly L[] = []): Gauge<L> =>
    new Gauge({ name: `boltorezka_${name}`, help, labelNames, registers })
  const histogram = <L extends string>(name: string, help: string, labelNames: readonly L[] = [], buckets = fast): Histogram<L> =>
    new Histogram({ name: `boltorezka_${name}`, help, labelNames, buckets, registers })
  // prom-client's own looks at the loop's lag never end
  collectDefaultMetrics({ register: registry, eventLoopMonitoringPrecision: NEVER_MS })
  measureLoopLag(registry)

  return {
    registry,

    connections: gauge('ws_connections', 'Sockets open now'),
    sessions: gauge('sessions', 'Sessions alive now, those waiting for their socket too'),
    opened: counter('ws_opened_total', 'Sockets opened'),
    closed: counter('ws_closed_total', 'Sockets closed, by close code', ['code']),
    refusedUpgrades: counter('ws_refused_total', 'Upgrades refused, by reason', ['reason']),
    resumed: counter('ws_resumes_total', 'Resumes asked for, by outcome', ['outcome']),
    frames: counter('ws_frames_total', 'Frames received, by type', ['type']),
    nacks: counter('ws_nacks_total', 'Frames refused, by code', ['code']),
    bufferedBytesMax: gauge('ws_buffered_bytes_max', 'Most bytes waiting for one socket, of all open now'),
    slowClosed: counter('ws_slow_closed_total', 'Sockets closed because their reader was too slow'),

    joins: counter('room_joins_total', 'Sessions that joined a room'),
    leaves: counter('room_leaves_total', 'Sessions that left a room'),
    rooms: gauge('rooms_live', 'Rooms with an actor on this node'),
    sendToAck: histogram('message_ack_seconds', 'From a message received to its ack, committed'),
    appendBatches: counter('append_batches_total', 'Appends sent to the database, by outcome', ['outcome']),
    appendedEvents: counter('append_events_total', 'Events appended'),
    appendSeconds: histogram('append_seconds', 'One append in the database'),

    mailboxDepth: gauge('actor_mailbox_depth_max', 'Deepest mailbox now, by kind of actor', ['actor']),
    restarts: counter('actor_restarts_total', 'Actors restarted after a crash', ['actor']),
    deadLetters: counter('actor_dead_letters_total', 'Messages nobody handled, by reason', ['reason']),

    calls: gauge('calls_live', 'Calls going on'),
    callsByTopology: gauge('calls_by_topology', 'Calls going on, by how their media travels', ['topology']),
    callJoins: counter('call_joins_total', 'Joins of a call, by outcome', ['outcome']),
    callSetUps: counter('call_set_ups_total', 'People in company to whom media came, or did not within ten seconds', ['outcome']),
    callFirstFrame: histogram('call_first_frame_seconds', 'From a seat in a call to the first picture of somebody else', [], slow),
    iceFailures: counter('call_ice_failures_total', 'Pairs that found no direct way to each other'),
    callLoss: histogram('call_loss_ratio', 'Packets missing, as clients measured over ten seconds', [], ratios),
    callJitter: histogram('call_jitter_seconds', 'Jitter of audio, as clients measured'),
    callRoundTrip: histogram('call_round_trip_seconds', 'There and back, as clients measured'),
    callBitrate: histogram('call_bitrate_bits', 'Bits a second of one participant, as clients measured', ['direction'], bitrates),
    migrations: counter('call_migrations_total', 'Moves between P2P and SFU, by outcome', ['outcome']),
    mediaWorkers: gauge('media_workers', 'Media workers that live'),
    mediaWorkerDeaths: counter('media_worker_deaths_total', 'Media workers that died and were replaced'),
    rings: counter('call_rings_total', 'People called into a call, by how it ended', ['outcome']),
    signals: counter('call_signals_total', 'Offers, answers and candidates relayed'),

    httpSeconds: histogram('http_request_seconds', 'HTTP requests, by route and status', ['method', 'route', 'status']),
    rateLimited: counter('rate_limited_total', 'Uses refused by a rate limit', ['limit']),
    signIns: counter('sign_ins_total', 'Sign-ins, by outcome', ['outcome']),

    /** Reads a gauge's value when it is asked for, in place of keeping it current. */
    measure(one: Gauge, read: () => number): void {
      ;(one as unknown as { collect: () => void }).collect = () => one.set(read())
    },

    /** Like measure, for a gauge with one label: a value for each word of it. */
    measureBy<L extends string>(one: Gauge<L>, label: L, read: () => Readonly<Record<string, number>>): void {
      ;(one as unknown as { collect: () => void }).collect = () => {
        for (const [word, value] of Object.entries(read())) one.set({ [label]: word } as Record<L, string>, value)
      }
    },
  }
}
