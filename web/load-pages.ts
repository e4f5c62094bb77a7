/** The first so many pages of a list, one after another, and whether there are more. */
export async function loadPages<T>(
  count: number,
  page: (request: { cursor?: string }) => Promise<{ items: T[]; next: string | null }>,
): Promise<{ items: T[]; more: boolean }> {
  const items: T[] = []
  let cursor: string | null = null
  for (let index = 0; index < count; index += 1) {
    const answer: { items: T[]; next: string | null } = await page(cursor === null ? {} : { cursor })
    items.push(...answer.items)
    cursor = answer.next
    if (cursor === null) break
  }
  return { items, more: cursor !== null }
}
