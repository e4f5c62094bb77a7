import { useLayoutEffect, useRef } from 'react'

/**
 * For a window of Radix that has no trigger of its own: the focus goes back to what opened it, or to where `after` says. Of an item of a
 * menu, which is gone by then, to the button of the menu. Answers what to do as it closes.
 */
export function useReturningFocus(open: boolean, after?: () => HTMLElement | null): (event: Event) => void {
  const opener = useRef<HTMLElement | null>(null)
  // before what is in the window can take the focus: its portal is filled one turn later
  useLayoutEffect(() => {
    if (!open) return
    const had = document.activeElement as HTMLElement | null
    const menu = had?.closest('[role=menu]')
    opener.current = menu ? document.getElementById(menu.getAttribute('aria-labelledby') ?? '') : had
  }, [open])
  return (event) => {
    event.preventDefault()
    ;(after?.() ?? opener.current)?.focus()
  }
}
