import { createHmac, timingSafeEqual } from 'node:crypto'

/** What a seal is for; each purpose has a key of its own, so that one kind of token never passes for another. */
export type SealPurpose = 'access' | 'file' | 'resume' | 'ticket'

/** The key of one purpose, derived from the server's secret. */
export function deriveKey(secret: string, purpose: SealPurpose): Buffer {
  return createHmac('sha256', secret).update(`boltorezka/${purpose}/1`).digest()
}

const mac = (key: Buffer, body: string): Buffer => createHmac('sha256', key).update(body).digest()

/** Signs a JSON value. Synchronous and cheap: nothing is stored, any node with the secret can open it. */
export function seal(key: Buffer, value: unknown): string {
  const body = Buffer.from(JSON.stringify(value)).toString('base64url')
  return `${body}.${mac(key, body).toString('base64url')}`
}

/** The value of a seal made with this key, or null when anything about it is wrong. Says nothing about expiry. */
export function openSeal(key: Buffer, text: string): unknown {
  const dot = text.indexOf('.')
  if (dot < 1) return null
  const body = text.slice(0, dot)
  const given = Buffer.from(text.slice(dot + 1), 'base64url')
  const wanted = mac(key, body)
  if (given.length !== wanted.length || !timingSafeEqual(given, wanted)) return null
  return JSON.parse(Buffer.from(body, 'base64url').toString()) as unknown
}
