export type Json = null | boolean | number | string | readonly Json[] | { readonly [key: string]: Json }

/** The way to a field or an item from the top. */
export type Place = readonly (string | number)[]

/** Every field and item at any depth. */
export function placesOf(value: Json, here: Place = []): Place[] {
  if (typeof value !== 'object' || value === null) return []
  const entries: readonly (readonly [string | number, Json])[] = Array.isArray(value)
    ? value.map((item: Json, at: number) => [at, item] as const)
    : Object.entries(value)
  return entries.flatMap(([key, inner]) => [[...here, key], ...placesOf(inner, [...here, key])])
}

/**
 * JSON text in which one field is written by `write`: it gets the key and the value as they would stand, and answers what stands there
 * instead (nothing, one member, two). So a text can have what JSON.stringify never makes: doubled keys, `__proto__`, 1e999.
 */
export function renderWith(value: Json, place: Place, write: (key: string, text: string) => readonly string[]): string {
  const [head, ...rest] = place
  if (Array.isArray(value)) {
    const items = value.flatMap((item: Json, at: number) => {
      if (at !== head) return [JSON.stringify(item)]
      if (rest.length > 0) return [renderWith(item, rest, write)]
      return write('', JSON.stringify(item)).map((member) => member.slice(member.indexOf(':') + 1))
    })
    return `[${items.join(',')}]`
  }
  const members = Object.entries(value as Record<string, Json>).flatMap(([name, inner]) => {
    const key = JSON.stringify(name)
    if (name !== head) return [`${key}:${JSON.stringify(inner)}`]
    if (rest.length > 0) return [`${key}:${renderWith(inner, rest, write)}`]
    return write(key, JSON.stringify(inner))
  })
  return `{${members.join(',')}}`
}
