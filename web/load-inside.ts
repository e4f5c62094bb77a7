import type * as Inside from './inside'

let inside: Promise<typeof Inside> | null = null
let here: typeof Inside | null = null

/**
 * The part of the client behind the door, which the sign-in page does without: begun once, early. One that did not come, because the
 * network or, after an update, the file is gone, is asked for again by the next one who needs it.
 */
export function loadInside(): Promise<typeof Inside> {
  if (inside === null) {
    const loading = import('./inside')
    loading.then(
      (module) => (here = module),
      () => {
        if (inside === loading) inside = null
      },
    )
    inside = loading
  }
  return inside
}

/** The same when it is here already: nobody has to see an empty page for a moment. */
export const insideNow = (): typeof Inside | null => here
