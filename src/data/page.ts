/** A listing by key: `next` is opaque to the caller and null on the last page. */
export type Page<Item> = { items: Item[]; next: string | null }

export type PageRequest = { limit: number; cursor?: string | null }
