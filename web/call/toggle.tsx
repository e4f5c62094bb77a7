import type { ReactNode } from 'react'
import { cx } from '#web/ui/cx'
import { Hint } from '#web/ui/hint'

type ToggleProps = { on: boolean; label: string; shortcut?: string; small?: boolean; onClick: () => void; children: ReactNode }

/** A round switch of a call: filled red when off, with another icon, so that colour is not the only sign. */
export function Toggle({ on, label, shortcut, small = false, onClick, children }: ToggleProps) {
  return (
    <Hint text={label} side="top" {...(shortcut === undefined ? {} : { shortcut })}>
      <button
        type="button"
        aria-label={label}
        aria-pressed={on}
        {...(shortcut === undefined ? {} : { 'aria-keyshortcuts': shortcut })}
        onClick={onClick}
        className={cx(
          'inline-flex shrink-0 items-center justify-center rounded-full transition-colors',
          small ? 'size-target' : 'size-11',
          on ? 'bg-pressed text-ink hover:bg-raised' : 'bg-danger-wash text-danger hover:opacity-85',
        )}
      >
        {children}
      </button>
    </Hint>
  )
}
