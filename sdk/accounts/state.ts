import type { User } from '#protocol/models'

export type AccountState =
  | { readonly status: 'signed-out'; readonly reason: null | 'signed-out' | 'revoked' }
  | { readonly status: 'signed-in'; readonly user: User }
