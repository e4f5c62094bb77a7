import { join } from 'node:path'
import { migrationsChecksum } from './migrate'

/** The PGlite that the fsync under it was proven with. Another one needs that proof again: a test compares this with what is installed. */
export const pgliteVersion = '0.5.16'

/** Where the seed for this PGlite and these migrations lies in a checkout. Anything else would be another seed. */
export function seedPath(root: string = join(import.meta.dir, '..', '..')): string {
  return join(root, '.cache', `pglite-seed-${pgliteVersion}-${migrationsChecksum().slice(0, 16)}.tar.gz`)
}
