/** A version 4 UUID. `crypto.randomUUID` is missing on plain http pages, `getRandomValues` is not. */
export function uuid(): string {
  return format(crypto.getRandomValues(new Uint8Array(16)))
}

/** The same from a seeded source, for tests. */
export function uuidFrom(random: () => number): string {
  return format(Uint8Array.from({ length: 16 }, () => Math.floor(random() * 256)))
}

function format(bytes: Uint8Array): string {
  bytes[6] = ((bytes[6] ?? 0) & 0x0f) | 0x40
  bytes[8] = ((bytes[8] ?? 0) & 0x3f) | 0x80
  const hex = Array.from(bytes, (byte) => byte.toString(16).padStart(2, '0')).join('')
  return `${hex.slice(0, 8)}-${hex.slice(8, 12)}-${hex.slice(12, 16)}-${hex.slice(16, 20)}-${hex.slice(20)}`
}
