import { Tooltip } from 'radix-ui'
import type { ReactElement } from 'react'

type HintProps = { text: string; shortcut?: string; side?: 'top' | 'bottom' | 'left' | 'right'; children: ReactElement }

/** A short name that floats beside a control on hover and on focus. Never the only way to learn something. */
export function Hint({ text, shortcut, side = 'bottom', children }: HintProps) {
  return (
    <Tooltip.Root>
      <Tooltip.Trigger
        asChild
        onFocus={(event) => {
          // focus that comes back after a press of the mouse asks nothing
          if (!event.currentTarget.matches(':focus-visible')) event.preventDefault()
        }}
      >
        {children}
      </Tooltip.Trigger>
      <Tooltip.Portal>
        <Tooltip.Content
          side={side}
          sideOffset={6}
          collisionPadding={8}
          className="z-50 flex animate-fade items-center gap-2 rounded-sm bg-ink px-2 py-1 text-xs text-paper shadow-float"
        >
          {text}
          {shortcut !== undefined && <kbd className="rounded-sm border border-current px-1 font-mono text-xs opacity-80">{shortcut}</kbd>}
        </Tooltip.Content>
      </Tooltip.Portal>
    </Tooltip.Root>
  )
}

export const HintProvider = Tooltip.Provider
