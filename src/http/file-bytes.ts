import { Refused } from '#protocol/errors'
import { FileParams, FileQuery } from '#protocol/http/files'
import type { StoredFile } from '#src/data/files'
import { posterName } from '#src/files/store'
import { byteRange } from './byte-range'
import type { HttpDeps } from './deps'
import { everybody, operation, own } from './route'
import { requireIdentity } from './scope'

/** Nothing of a file runs, whatever is in it: it is data for a player, or a download. */
const filePolicy = "default-src 'none'; frame-ancestors 'none'; sandbox"

/** The bytes of files: /v1/files/:fileId. Who asks is in the header, or in the address that was signed for them. */
export const fileByteRoutes = ({ access, data, files }: Pick<HttpDeps, 'access' | 'data' | 'files'>) => {
  async function stored(request: Request, fileId: string, key: string | undefined): Promise<StoredFile> {
    const { userId } = key === undefined ? requireIdentity(request) : access.openFileLink(fileId, key)
    return data.files.stored(fileId, userId)
  }

  async function send(request: Request, name: string, type: string, disposition: string): Promise<Response> {
    const whole = await files.open(name)
    if (!whole) throw new Refused('not_found', 'There is no such file.')
    const { size } = whole
    const range = byteRange(request.headers.get('range'), size)
    const headers = new Headers({
      'content-type': type,
      'content-disposition': disposition,
      'content-security-policy': filePolicy,
      'accept-ranges': 'bytes',
      // a browser keeps it for this person; whether they may have it is asked again all the same
      'cache-control': 'private, no-cache',
    })
    if (range === null) return new Response(whole.stream(), { headers: withLength(headers, size) })
    if (range === 'none') return new Response(null, { status: 416, headers: withRange(headers, `bytes */${size}`) })
    const part = await files.open(name, range)
    if (!part) throw new Refused('not_found', 'There is no such file.')
    withRange(headers, `bytes ${range.start}-${range.end - 1}/${size}`)
    return new Response(part.stream(), { status: 206, headers: withLength(headers, range.end - range.start) })
  }

  return everybody()
    .get(
      '/v1/files/:fileId',
      async ({ params: { fileId }, query, request }) => {
        const { name, contentType } = await stored(request, fileId, query.key)
        return send(request, fileId, contentType, `attachment; filename="${plain(name)}"; filename*=UTF-8''${encodeURIComponent(name)}`)
      },
      {
        params: own(FileParams),
        query: own(FileQuery),
        detail: operation({
          id: 'getFile',
          tag: 'files',
          summary: 'The bytes of a file or of a part of one, also a range of them; for members of its room',
          refuses: ['invalid', 'not_found'],
        }),
      },
    )
    .get(
      '/v1/files/:fileId/poster',
      async ({ params: { fileId }, query, request }) => {
        const { poster } = await stored(request, fileId, query.key)
        if (!poster) throw new Refused('not_found', 'This file has no picture.')
        return send(request, posterName(fileId), 'image/jpeg', 'attachment; filename="poster.jpg"')
      },
      {
        params: own(FileParams),
        query: own(FileQuery),
        detail: operation({ id: 'getFilePoster', tag: 'files', summary: 'A picture of the file, JPEG', refuses: ['invalid', 'not_found'] }),
      },
    )
}

const withLength = (headers: Headers, bytes: number): Headers => (headers.set('content-length', String(bytes)), headers)
const withRange = (headers: Headers, range: string): Headers => (headers.set('content-range', range), headers)

/** What stands in a quoted string for programs that do not read the encoded name. */
const plain = (name: string): string => name.replace(/[^\w. -]/g, '_')
