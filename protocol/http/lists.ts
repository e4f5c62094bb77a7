import { type TSchema, Type } from '@sinclair/typebox'
import { limits } from '#protocol/limits'
import { Nullable } from '#protocol/models'

/** One page of a list; `next` goes into the query as `cursor`, null at the end. */
export const list = <T extends TSchema>(item: T) =>
  Type.Object({ items: Type.Array(item), next: Nullable(Type.String({ maxLength: limits.cursorLength })) })

/**
 * An integer in a query, where it arrives as text: Elysia turns it into a number only for `Type.Number`, hence `multipleOf` and not
 * `Type.Integer`.
 */
export const QueryInteger = (options: {
  readonly minimum: number
  readonly maximum: number
  readonly default?: number
  readonly description?: string
}) => Type.Number({ ...options, multipleOf: 1 })

export const Limit = QueryInteger({ minimum: 1, maximum: limits.pageMax, default: limits.pageDefault })
export const Cursor = Type.String({ minLength: 1, maxLength: limits.cursorLength, description: '`next` of the page before' })

export const pageQuery = { limit: Type.Optional(Limit), cursor: Type.Optional(Cursor) }
export const PageQuery = Type.Object(pageQuery)

/** The body of a POST that says nothing. */
export const NoBody = Type.Object({})
