import { type ClientType, clientFrames } from '#protocol/frames/client'
import { type ServerType, serverFrames } from '#protocol/frames/server'
import { clientVectors } from '#protocol/vectors/client'
import { envelopeVectors } from '#protocol/vectors/envelope'
import { mutations } from '#protocol/vectors/mutations'
import { serverVectors } from '#protocol/vectors/server'

type Named = Readonly<Record<string, unknown>>

/** The very long ones are for our own tests: they would be most of the file. */
const printable = (value: unknown): boolean => JSON.stringify(value).length <= 5_000

const fewer = (named: Named): Named => Object.fromEntries(Object.entries(named).filter(([, value]) => printable(value)))

/**
 * docs/reference/vectors.json, for clients in other languages: payloads they must be able to build and read, payloads a server refuses as
 * `invalid`, and texts it refuses before it looks at a payload.
 */
export function vectors(): Named {
  const client = (Object.keys(clientFrames) as ClientType[]).map((type) => {
    const { valid, ack, invalid } = clientVectors[type]
    return [
      type,
      { valid: valid.filter(printable), ack, invalid: fewer({ ...mutations(clientFrames[type].payload, valid[0]), ...invalid }) },
    ]
  })
  const server = (Object.keys(serverFrames) as ServerType[]).map((type) => [type, { valid: serverVectors[type].valid }])
  return { client: Object.fromEntries(client), server: Object.fromEntries(server), envelope: fewer(envelopeVectors) }
}
