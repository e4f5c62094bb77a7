import type { ClientType } from '#protocol/frames/client'
import { foreignIds, type Known, payloadOf } from './frames'
import { mutate } from './mutation'
import type { Random } from './random'

/** What goes over one socket as one input: usually one frame. */
export type FrameInput = {
  readonly kind: 'frame'
  /** The type it was made for, if one. */
  readonly hit: ClientType | null
  readonly what: string
  readonly frames: readonly (string | Uint8Array)[]
  /** An answer with this requestId has to come. */
  readonly requestId: string | null
}

/** A good frame of the type with one fault in its payload. */
export function frameMutant(type: ClientType, known: Known, random: Random): FrameInput {
  const requestId = random.uuid()
  const { what, text } = mutate(random, payloadOf(type, known, random), foreignIds(known))
  const frame = `{"v":1,"type":"${type}","requestId":"${requestId}","payload":${text}}`
  return { kind: 'frame', hit: type, what, frames: [frame], requestId: readable(frame) === requestId ? requestId : null }
}

/** The requestId a reader finds in the text. */
function readable(text: string): unknown {
  try {
    return (JSON.parse(text) as { requestId?: unknown }).requestId
  } catch {
    return undefined
  }
}
