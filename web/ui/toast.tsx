import { useSyncExternalStore } from 'react'

type Toast = { id: number; text: string }

let toasts: readonly Toast[] = []
let lastId = 0
const listeners = new Set<() => void>()

function change(next: readonly Toast[]): void {
  toasts = next
  for (const listener of listeners) listener()
}

/** Says one short thing at the foot of the page for five seconds. */
export function toast(text: string): void {
  const id = ++lastId
  change([...toasts.slice(-2), { id, text }])
  setTimeout(() => change(toasts.filter((one) => one.id !== id)), 5_000)
}

export function Toasts() {
  const shown = useSyncExternalStore(
    (listener) => {
      listeners.add(listener)
      return () => listeners.delete(listener)
    },
    () => toasts,
  )
  return (
    <div
      role="status"
      aria-live="polite"
      className="pointer-events-none fixed inset-x-0 top-2 z-50 flex flex-col items-center gap-2 px-4 tablet:top-auto tablet:bottom-20"
    >
      {shown.map((one) => (
        <p key={one.id} className="max-w-md animate-rise rounded bg-ink px-4 py-2.5 text-sm text-paper shadow-float">
          {one.text}
        </p>
      ))}
    </div>
  )
}
