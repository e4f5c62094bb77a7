import { type Json, type Place, placesOf, renderWith } from './json-text'
import type { Random } from './random'

/** A text with one fault, and the fault in words. */
export type Mutant = { readonly what: string; readonly text: string }

const scalars: readonly string[] = [
  ...['null', 'true', 'false', '0', '-1', '1.5', '-0', '1e308', '-1e308', '1e999', '1e-999', '9007199254740993', '2147483648'],
  ...['9223372036854775808', `1${'0'.repeat(400)}`, '0.1', '""', '" "', '"\\t\\n"', '"NaN"', '"Infinity"', '"null"', '"true"', '"0"'],
  ...['[]', '{}', '[null]', '[[]]', '{"":""}', '{"__proto__":{"role":"super_admin"}}', '{"constructor":{"prototype":{"x":1}}}'],
  ...['{"toString":1}', '{"length":-1}', '{"then":1}', '{"toJSON":1}', '"__proto__"', '"constructor"', '"hasOwnProperty"'],
  ...['"\\u0000"', '"a\\u0000b"', '"\\ud800"', '"\\udc00\\ud800"', '"\\ud83d"', '"\\uffff"', '"\\u202e\\u2066abc"', '"\\ufeff"'],
  ...['"👩‍👩‍👧‍👦"', '"е́̂̃̄"', '"ﷺ"', '"İ"', '"\'; drop table users; --"', '"%00"', '"..%2f..%2fetc/passwd"', '"<script>alert(1)</script>"'],
  ...['"00000000-0000-0000-0000-000000000000"', '"ffffffff-ffff-ffff-ffff-ffffffffffff"', '"2026-13-45T99:99:99Z"', '"general"', '"me"'],
  // not JSON at all
  ...['NaN', 'Infinity', 'undefined', "'a'", '01', '+1', '.5', '1.', '0x10', '"\\x41"', '"\u0001"', '{a:1}', '[1,]', '', '"', '//'],
]

/** What may stand in place of a value, as JSON text (or nearly). `foreign` are ids of other things. */
export function wrongText(random: Random, value: Json, foreign: readonly string[]): string {
  const draw = random.next()
  if (draw < 0.55) return random.pick(scalars)
  if (draw < 0.7 && foreign.length > 0) return JSON.stringify(random.pick(foreign))
  if (draw < 0.75) return JSON.stringify(random.uuid())
  if (draw < 0.82)
    return random.pick([(n: number) => '['.repeat(n) + ']'.repeat(n), (n: number) => '{"a":'.repeat(n) + '1' + '}'.repeat(n)])(
      random.pick([40, 70, 1_000, 9_000]),
    )
  if (draw < 0.9)
    return JSON.stringify(random.pick(['a', 'я', '👋', ' ', '\\', '"']).repeat(random.pick([64, 81, 129, 255, 501, 4_001, 5_000])))
  return changed(random, value)
}

/** The same value a little off. */
function changed(random: Random, value: Json): string {
  const text = JSON.stringify(value)
  if (typeof value === 'string') {
    const ways = [value.toUpperCase(), ` ${value}`, `${value} `, `${value}x`, value.slice(0, -1), value.slice(1), `urn:uuid:${value}`]
    return JSON.stringify(random.pick([...ways, `{${value}}`, `${value}\n`, value.replaceAll('-', ''), `${value}\u0000`, value.repeat(2)]))
  }
  if (typeof value === 'number')
    return String(random.pick([-value, value + 0.5, value + 1, value * 2 ** 31, value * 1e300, value - 2 ** 53]))
  return random.pick([`[${text}]`, `{"value":${text}}`, JSON.stringify(text), `[${text},${text}]`])
}

/** One fault in one field of a payload or body; `value` without fields gets one too many, or is replaced as a whole. */
export function mutate(random: Random, value: Json, foreign: readonly string[]): Mutant {
  const places = placesOf(value)
  const place: Place = places.length === 0 || random.chance(0.04) ? [] : random.pick(places)
  const where = `/${place.join('/')}`
  const name = String(place.at(-1) ?? '')
  const wrong = wrongText(random, valueAt(value, place), foreign)
  const draw = random.next()
  const strange = random.pick([
    '__proto__',
    'constructor',
    'toString',
    'prototype',
    'then',
    '',
    'a\\u0000b',
    '\\ud800',
    'extra',
    'Id',
    'v',
    'by',
  ])
  if (place.length === 0 && draw < 0.7) {
    const inner = JSON.stringify(value).slice(1, -1)
    return { what: `beside: ${strange}`, text: `{${inner}${inner === '' ? '' : ','}"${strange}":${wrong}}` }
  }
  if (place.length === 0) return { what: 'all of it replaced', text: wrong }
  if (draw < 0.12) return { what: `${where} missing`, text: renderWith(value, place, () => []) }
  if (draw < 0.18) {
    const other = random.pick([name.toUpperCase(), name.toLowerCase(), `${name} `, `${name}s`, '__proto__', strange])
    return { what: `${where} renamed`, text: renderWith(value, place, (_, text) => [`"${other}":${text}`]) }
  }
  if (draw < 0.28) {
    const last = random.chance(0.5)
    const twice = (key: string, text: string): string[] =>
      last ? [`${key}:${text}`, `${key}:${wrong}`] : [`${key}:${wrong}`, `${key}:${text}`]
    return { what: `${where} twice`, text: renderWith(value, place, twice) }
  }
  if (draw < 0.34) {
    return {
      what: `${where} beside ${strange}`,
      text: renderWith(value, place, (key, text) => [`${key}:${text}`, `"${strange}":${wrong}`]),
    }
  }
  return { what: `${where} wrong`, text: renderWith(value, place, (key) => [`${key}:${wrong}`]) }
}

function valueAt(value: Json, place: Place): Json {
  return place.reduce<Json>((inner, key) => (inner as Record<string | number, Json>)[key] as Json, value)
}
