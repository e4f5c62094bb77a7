import { useSyncExternalStore } from 'react'

function useMedia(query: string): boolean {
  return useSyncExternalStore(
    (listener) => {
      const media = matchMedia(query)
      media.addEventListener('change', listener)
      return () => media.removeEventListener('change', listener)
    },
    () => matchMedia(query).matches,
  )
}

// the same widths as --breakpoint-tablet and --breakpoint-desktop in tokens.css: media queries cannot read tokens

/** At least a tablet: rail and conversation stand side by side. */
export const useTablet = () => useMedia('(min-width: 43.75rem)')

/** Room for a side panel that does not cover the conversation. */
export const useDesktop = () => useMedia('(min-width: 64rem)')

/** A mouse or the like: the keyboard is a real one, and does not jump over the page when something has the focus. */
export const finePointer = () => matchMedia('(pointer: fine)').matches
