import type { KeyboardEvent } from 'react'

/** Arrows walk from message to message, Enter or the menu key opens the actions of the one in focus. */
export function moveFocus(event: KeyboardEvent<HTMLElement>): void {
  const list = event.currentTarget
  const target = event.target as HTMLElement
  const current = target.closest<HTMLElement>('[data-message]')
  if (event.key === 'ArrowUp' || event.key === 'ArrowDown') {
    if (target !== list && target !== current) return
    const all = [...list.querySelectorAll<HTMLElement>('[data-message]')].sort(
      (a, b) => a.getBoundingClientRect().top - b.getBoundingClientRect().top,
    )
    const at = current === null ? all.length : all.indexOf(current)
    const next = current === null ? lastInView(all, list) : all[at + (event.key === 'ArrowUp' ? -1 : 1)]
    if (next === undefined) return
    event.preventDefault()
    next.focus({ preventScroll: true })
    next.scrollIntoView({ block: 'nearest' })
  } else if ((event.key === 'Enter' || event.key === 'ContextMenu') && target === current) {
    const actions = current.querySelector<HTMLElement>('[data-actions]')
    if (actions === null) return
    event.preventDefault()
    // the menu opens on pointerdown or Enter, not on click()
    actions.focus()
    actions.dispatchEvent(new globalThis.KeyboardEvent('keydown', { key: 'Enter', bubbles: true, cancelable: true }))
  } else if (event.key === 'Escape' && current !== null) {
    list.focus()
  }
}

function lastInView(all: readonly HTMLElement[], list: HTMLElement): HTMLElement | undefined {
  const { bottom } = list.getBoundingClientRect()
  return all.findLast((one) => one.getBoundingClientRect().bottom <= bottom + 1) ?? all.at(-1)
}
