/**
 * Where the bytes of files are kept, under names their owners choose (ids: letters, digits, `.`, `-`). Disk today; another store gives the
 * same promises and passes the same tests.
 */
export type FileStore = {
  /** Once it answers, all of it is kept, also after a power cut; before, nothing of it is seen. Replaces what had the name. Answers the size. */
  put(name: string, content: Blob): Promise<{ readonly bytes: number }>
  /** The bytes from `start` up to, not with, `end`; null where there is no such name. */
  open(name: string, range?: { readonly start: number; readonly end: number }): Promise<Blob | null>
  /** Harmless to repeat. */
  remove(name: string): Promise<void>
  /** Every name. */
  names(): Promise<string[]>
}

/** The name a file's poster is kept under. */
export const posterName = (fileId: string): string => `${fileId}.poster`

/** The file a name belongs to. */
export const fileOfName = (name: string): string => name.split('.', 1)[0] ?? ''
