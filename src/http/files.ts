import { Type } from '@sinclair/typebox'
import { FileLink, FileList, FileParams } from '#protocol/http/files'
import { PageQuery } from '#protocol/http/lists'
import { RoomParams } from '#protocol/http/rooms'
import { limits } from '#protocol/limits'
import { posterName } from '#src/files/store'
import type { HttpDeps } from './deps'
import { commandRoom } from './room-command'
import { own, operation, signedIn } from './route'
import { pageOf } from './users'

/** Files of rooms, for their members: /v1/rooms/:id/files, /v1/files. Their bytes are sent by `file-bytes.ts`. */
export const fileRoutes = (deps: HttpDeps) => {
  const { access, data } = deps
  return signedIn(deps)
    .get('/v1/rooms/:id/files', ({ caller, params, query }) => data.files.list(params.id, caller.userId, pageOf(query)), {
      params: own(RoomParams),
      query: own(PageQuery),
      response: { 200: own(FileList) },
      detail: operation({
        id: 'listFiles',
        tag: 'files',
        summary: 'Files of a room, the newest first; for members',
        refuses: ['invalid', 'forbidden', 'not_found'],
      }),
    })
    .get(
      '/v1/files/:fileId/link',
      async ({ caller: { userId, deviceId }, params: { fileId } }) => {
        const file = await data.files.view(fileId, userId)
        const urlOf = (id: string, rest = ''): string =>
          `/v1/files/${id}${rest}?key=${encodeURIComponent(access.fileLinks.sign(id, { userId, deviceId }))}`
        const parts = file.parts.map(({ id }) => ({ id, url: urlOf(id) }))
        return {
          file,
          url: urlOf(fileId),
          posterUrl: file.poster ? urlOf(fileId, '/poster') : null,
          parts,
          expiresIn: limits.fileLinkSeconds,
        }
      },
      {
        params: own(FileParams),
        response: { 200: own(FileLink) },
        detail: operation({
          id: 'linkFile',
          tag: 'files',
          summary: 'A file, with signed addresses for a player or a download',
          refuses: ['invalid', 'not_found'],
        }),
      },
    )
    .delete(
      '/v1/files/:fileId',
      async ({ caller: { userId }, params: { fileId }, set }) => {
        const { roomId } = await data.files.view(fileId, userId)
        const { fileIds } = await commandRoom(deps, roomId, { type: 'file.remove', by: userId, fileId })
        // their rows are gone: what cannot be removed now is swept at the next start
        for (const name of fileIds.flatMap((id) => [id, posterName(id)]))
          await deps.files
            .remove(name)
            .catch((error: unknown) => deps.log.warn({ err: error, name }, 'bytes of a removed file stay for now'))
        set.status = 204
      },
      {
        params: own(FileParams),
        response: { 204: Type.Void() },
        detail: operation({
          id: 'removeFile',
          tag: 'files',
          summary: 'Remove a file for good; for moderators and owners of its room',
          refuses: ['invalid', 'forbidden', 'not_found', 'busy'],
        }),
      },
    )
}
