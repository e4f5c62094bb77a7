import { limits } from '#protocol/limits'
import { envelopeVectors } from '#protocol/vectors/envelope'
import { serverFrames } from '#protocol/frames/server'
import type { FrameInput } from './frame-mutants'
import { foreignIds, frameTypes, type Known, payloadOf } from './frames'
import { wrongText } from './mutation'
import type { Random } from './random'

type Made = readonly [what: string, ...frames: (string | Uint8Array)[]]

const requestIds: readonly string[] = [
  '""',
  '" "',
  '"r"',
  '1',
  'null',
  '[]',
  '{}',
  '"\\u0000"',
  '"\\ud800"',
  '"👋"',
  `"${'r'.repeat(128)}"`,
  `"${'r'.repeat(129)}"`,
]
const versions: readonly string[] = ['0', '1.0', '1.5', '2', '-1', '"1"', 'null', 'true', '[1]', '{}', '1e0', '1e999', '9007199254740993']
const types: readonly string[] = [
  ...['""', '1', 'null', '[]', '["ping"]', '{}', '"PING"', '"ping "', '"__proto__"', '"constructor"', '"toString"', '"hasOwnProperty"'],
  ...[
    '"room.paint"',
    '"\\u0000"',
    '"\\ud800"',
    '"ack"',
    '"nack"',
    `"${'t'.repeat(5_000)}"`,
    ...Object.keys(serverFrames).map((type) => `"${type}"`),
  ],
]

/** Frames nobody honest sends. Those that may bring a long text back end with it being refused, not stored. */
const kinds: readonly ((random: Random, known: Known) => Made)[] = [
  (random) => ['random bytes', random.bytes(random.pick([0, 1, 2, 16, 125, 126, 1_000, 65_535, 65_536]))],
  (random) => ['random bytes as text', Buffer.from(random.bytes(random.pick([1, 4, 64, 1_000]))).toString('latin1')],
  (random) => {
    const text = Array.from({ length: random.between(1, 200) }, () => random.pick([...'{}[]",:\\tfn019eE+-. \n\u0000\u2028👋'])).join('')
    return ['words of JSON in no order', text]
  },
  (random, known) => {
    const text = goodFrame(random, known)
    return ['cut', text.slice(0, random.between(0, text.length - 1))]
  },
  (random, known) => {
    const text = goodFrame(random, known)
    const at = random.between(0, text.length - 1)
    return ['one character changed', text.slice(0, at) + random.pick([...'{}[]",:\\0e-\u0000я ']) + text.slice(at + random.between(0, 2))]
  },
  (random, known) => ['a good frame in bytes', Buffer.from(goodFrame(random, known))],
  (random, known) => ['an array of frames', `[${goodFrame(random, known)},${goodFrame(random, known)}]`],
  (random, known) => ['two frames in one', goodFrame(random, known) + random.pick(['', '\n', ',']) + goodFrame(random, known)],
  (random) => {
    const text = random.pick(['text', 'x', '__proto__'])
    const frame = `{"type":"ping","requestId":"${random.uuid()}","payload":{"${text}":"`
    const total = limits.frameBytes + random.pick([-2, -1, 0, 1, 2, 1_000, 200_000])
    return [`${total} bytes`, `${frame}${random.pick(['a', '\\n', '9']).repeat(total)}`.slice(0, total - Buffer.byteLength('"}}')) + '"}}']
  },
  (random) => [
    `many bytes for few characters`,
    `{"type":"chat.send","payload":{"text":"${'👋'.repeat(random.pick([16_300, 16_380, 16_384, 17_000]))}"}}`,
  ],
  (random, known) => {
    const [v, type, requestId] = [random.pick(versions), random.pick(types), random.pick(requestIds)]
    const payload = random.chance(0.5)
      ? JSON.stringify(payloadOf(random.pick(frameTypes), known, random))
      : wrongText(random, {}, foreignIds(known))
    const parts = [`"v":${v}`, `"type":${type}`, `"requestId":${requestId}`, `"payload":${payload}`]
    return ['an odd envelope', `{${random.shuffled(parts).slice(0, random.between(0, 4)).join(',')}}`]
  },
  (random, known) => {
    const type = random.pick(frameTypes)
    const odd = random.pick([`"v":${random.pick(versions)}`, `"requestId":${random.pick(requestIds)}`, `"type":${random.pick(types)}`])
    return ['a good frame with one odd word', `{"type":"${type}","payload":${JSON.stringify(payloadOf(type, known, random))},${odd}}`]
  },
  (random, known) => [
    'a payload of another type',
    `{"type":"${random.pick(frameTypes)}","payload":${JSON.stringify(payloadOf(random.pick(frameTypes), known, random))}}`,
  ],
  (random) => [
    'deep',
    random.pick(['[', '{"a":', '{"payload":', '{"type":"ping","payload":']).repeat(random.pick([50, 100, 2_000, 2_600])),
  ],
  (random) => {
    const depth = random.pick([63, 64, 65, 5_000, 20_000])
    return ['deep but whole', `{"type":"ping","requestId":"deep","payload":{"x":${'['.repeat(depth)}${']'.repeat(depth)}}}`]
  },
  (random) => [
    `many keys`,
    `{"type":"ping","payload":{${Array.from({ length: 5_000 }, (_, n) => `"${n}":0`).join(',')}},"requestId":"${random.uuid()}"}`,
  ],
  (random) => {
    const [name, { text }] = random.pick(Object.entries(envelopeVectors))
    return [`vector: ${name}`, text]
  },
  (random) => [
    'garbage again and again',
    ...Array.from({ length: random.pick([5, 19, 20, 21, 40]) }, () => random.pick(['', '{', 'hello', '[]', 'null', '\u0000'])),
  ],
  (random, known) => ['many at once', ...Array.from({ length: 30 }, () => goodFrame(random, known))],
]

function goodFrame(random: Random, known: Known): string {
  // a mark of what was read is written once a second, which is no news here and costs a second each
  const type = random.pick(frameTypes.filter((name) => name !== 'session.resume' && name !== 'read.set'))
  const id = random.chance(0.7) ? `"requestId":"${random.uuid()}",` : ''
  return `{"v":1,"type":"${type}",${id}"payload":${JSON.stringify(payloadOf(type, known, random))}}`
}

/** An input of garbage for a socket; `at` chooses the kind, so that every kind gets its share. */
export function garbageFrame(at: number, known: Known, random: Random): FrameInput {
  const make = kinds[at % kinds.length] as (typeof kinds)[number]
  const [what, ...frames] = make(random, known)
  return { kind: 'frame', hit: null, what, frames, requestId: null }
}
