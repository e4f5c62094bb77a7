import { createHmac } from 'node:crypto'
import { hour } from '#src/base/durations'

export type IceConfig = {
  readonly stunUrls: readonly string[]
  readonly turnUrls: readonly string[]
  readonly turnSecret?: string | undefined
}

export type IceServers = {
  iceServers: { urls: string[]; username?: string; credential?: string }[]
  /** Seconds. */
  expiresIn: number
}

const life = hour / 1000

/** ICE servers for one person: STUN as configured, TURN with a password that dies in an hour (coturn's `use-auth-secret`). */
export function iceServers(config: IceConfig, userId: string, now: number = Date.now()): IceServers {
  const servers: IceServers['iceServers'] = []
  if (config.stunUrls.length > 0) servers.push({ urls: [...config.stunUrls] })
  if (config.turnUrls.length > 0 && config.turnSecret) {
    const username = `${Math.floor(now / 1000) + life}:${userId}`
    const credential = createHmac('sha1', config.turnSecret).update(username).digest('base64')
    servers.push({ urls: [...config.turnUrls], username, credential })
  }
  return { iceServers: servers, expiresIn: life }
}
