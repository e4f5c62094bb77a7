import { second } from '#src/base/durations'

/** One summary of one participant. */
export type Measured = {
  readonly at: string
  readonly lossRatio?: number
  readonly concealedRatio?: number
  readonly sendLossRatio?: number
  readonly jitterMs?: number
  readonly roundTripMs?: number
  readonly availableBitrate?: number
  readonly candidateType?: string
  readonly protocol?: string
  readonly firstFrameMs?: number
}

export type VerdictCode = 'loss_in' | 'loss_out' | 'broken_sound' | 'late' | 'jitter' | 'narrow' | 'relayed' | 'tcp' | 'slow_start'

/** Something that was wrong for a while. `worst`: of its value, in the unit of its text. */
export type Verdict = { code: VerdictCode; from: string; to: string; worst: number; text: string }

type Rule = {
  readonly code: VerdictCode
  readonly value: (one: Measured) => number | undefined
  readonly bad: (value: number) => boolean
  readonly worse: (a: number, b: number) => number
  readonly text: (worst: number) => string
}

const percent = (ratio: number | undefined): number | undefined => (ratio === undefined ? undefined : Math.round(ratio * 1_000) / 10)
const above = (limit: number) => (value: number) => value > limit

const rules: readonly Rule[] = [
  {
    code: 'broken_sound',
    value: ({ concealedRatio }) => percent(concealedRatio),
    bad: above(5),
    worse: Math.max,
    text: (worst) => `Up to ${worst} % of the sound they heard had to be made up: it broke off.`,
  },
  {
    code: 'loss_in',
    value: ({ lossRatio }) => percent(lossRatio),
    bad: above(4),
    worse: Math.max,
    text: (worst) => `Up to ${worst} % of what others sent did not reach them.`,
  },
  {
    code: 'loss_out',
    value: ({ sendLossRatio }) => percent(sendLossRatio),
    bad: above(4),
    worse: Math.max,
    text: (worst) => `Up to ${worst} % of what they sent did not reach the others.`,
  },
  {
    code: 'late',
    value: ({ roundTripMs }) => roundTripMs,
    bad: above(400),
    worse: Math.max,
    text: (worst) => `The way there and back took up to ${Math.round(worst)} ms: people talk over each other.`,
  },
  {
    code: 'jitter',
    value: ({ jitterMs }) => jitterMs,
    bad: above(50),
    worse: Math.max,
    text: (worst) => `Sound came unevenly, by up to ${Math.round(worst)} ms.`,
  },
  {
    code: 'narrow',
    value: ({ availableBitrate }) => (availableBitrate === undefined ? undefined : Math.round(availableBitrate / 1_000)),
    bad: (value) => value < 200,
    worse: Math.min,
    text: (worst) => `Their line let only ${worst} kbit/s out: too little for a picture.`,
  },
  {
    code: 'tcp',
    value: ({ protocol }) => (protocol === 'tcp' ? 1 : 0),
    bad: above(0),
    worse: Math.max,
    text: () => 'UDP was blocked for them: media went over TCP.',
  },
  {
    code: 'relayed',
    value: ({ candidateType }) => (candidateType === 'relay' ? 1 : 0),
    bad: above(0),
    worse: Math.max,
    text: () => 'No direct way: media went over a TURN server.',
  },
  {
    code: 'slow_start',
    value: ({ firstFrameMs }) => firstFrameMs,
    bad: above(3_000),
    worse: Math.max,
    text: (worst) => `The first picture came only after ${Math.round(worst / 100) / 10} s.`,
  },
]

/** Summaries come every ten seconds; a pause longer than this ends a stretch. */
const apart = 25 * second

/** Why a call was bad for somebody, as stretches of time: bad summaries that follow each other are one. The earliest first. */
export function verdictsOf(measured: readonly Measured[]): Verdict[] {
  return rules.flatMap((rule) => stretches(measured, rule)).toSorted((a, b) => a.from.localeCompare(b.from))
}

function stretches(measured: readonly Measured[], { code, value, bad, worse, text }: Rule): Verdict[] {
  const found: Verdict[] = []
  let open: Verdict | null = null
  for (const one of measured) {
    const now = value(one)
    if (now === undefined) continue
    if (!bad(now)) open = null
    else if (open && Date.parse(one.at) - Date.parse(open.to) <= apart) {
      open.to = one.at
      open.worst = worse(open.worst, now)
      open.text = text(open.worst)
    } else {
      // what was measured covers the ten seconds before
      open = { code, from: one.at, to: one.at, worst: now, text: text(now) }
      found.push(open)
    }
    // told with every summary, and true of the start alone
    if (code === 'slow_start' && open) return found
  }
  return found
}
