const pattern = /^[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12}$/

/** A new UUIDv7: sorts by the time it was made, ascending within one process. */
export function uuid(): string {
  return Bun.randomUUIDv7()
}

/** Whether the text is a UUID in the one form the contract uses (lower case, with dashes). */
export function isUuid(text: string): boolean {
  return pattern.test(text)
}
