import type { KeyboardEvent, PointerEvent } from 'react'

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
    openActions(actions)
  } else if (event.key === 'Escape' && current !== null) {
    list.focus()
  }
}

// the menu opens on pointerdown or Enter, not on click()
function openActions(button: HTMLElement): void {
  button.focus()
  button.dispatchEvent(new globalThis.KeyboardEvent('keydown', { key: 'Enter', bubbles: true, cancelable: true }))
}

const longPressMs = 450

/** A finger that rests on a message opens its actions; one that moves scrolls. */
export function longPress(event: PointerEvent<HTMLElement>): void {
  if (event.pointerType !== 'touch') return
  const actions = (event.target as HTMLElement).closest('[data-message]')?.querySelector<HTMLElement>('[data-actions]')
  if (actions === null || actions === undefined) return
  const { clientX, clientY } = event
  const timer = setTimeout(() => {
    end()
    swallowLift()
    openActions(actions)
  }, longPressMs)
  const moved = (next: globalThis.PointerEvent) => {
    if (Math.hypot(next.clientX - clientX, next.clientY - clientY) > 8) end()
  }
  const end = () => {
    clearTimeout(timer)
    for (const sign of ['pointerup', 'pointercancel', 'scroll'] as const) document.removeEventListener(sign, end, true)
    document.removeEventListener('pointermove', moved, true)
  }
  for (const sign of ['pointerup', 'pointercancel', 'scroll'] as const) document.addEventListener(sign, end, true)
  document.addEventListener('pointermove', moved, true)
}

// the click that browsers make of the lifted finger would take the focus, and the menu with it
function swallowLift(): void {
  const swallow = (event: Event) => event.preventDefault()
  document.addEventListener('contextmenu', swallow, true)
  const lifted = (event: Event) => {
    swallow(event)
    document.removeEventListener('contextmenu', swallow, true)
    document.removeEventListener('touchend', lifted, true)
    document.removeEventListener('touchcancel', lifted, true)
  }
  document.addEventListener('touchend', lifted, { capture: true, passive: false })
  document.addEventListener('touchcancel', lifted, { capture: true, passive: false })
}

function lastInView(all: readonly HTMLElement[], list: HTMLElement): HTMLElement | undefined {
  const { bottom } = list.getBoundingClientRect()
  return all.findLast((one) => one.getBoundingClientRect().bottom <= bottom + 1) ?? all.at(-1)
}
