import { type Static, Type } from '@sinclair/typebox'
import { limits } from '#protocol/limits'
import { RoomFile, Uuid } from '#protocol/models'
import { list } from './lists'

export const FileParams = Type.Object({ fileId: Uuid })

/** How a player or a download, which send no header, says who asks. */
export const FileQuery = Type.Object({
  key: Type.Optional(Type.String({ minLength: 1, maxLength: limits.fileLinkLength, description: 'from the `url` of the link' })),
})

/** The newest first. */
export const FileList = list(RoomFile)
export type FileList = Static<typeof FileList>

/** The addresses work for this person while they are a member, `expiresIn` seconds at most; `parts` in the order of the file's. */
export const FileLink = Type.Object({
  file: RoomFile,
  url: Type.String(),
  posterUrl: Type.Union([Type.String(), Type.Null()]),
  parts: Type.Array(Type.Object({ id: Uuid, url: Type.String() })),
  expiresIn: Type.Integer({ minimum: 1 }),
})
export type FileLink = Static<typeof FileLink>
