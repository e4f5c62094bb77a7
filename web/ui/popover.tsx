import { Popover as Radix } from 'radix-ui'
import type { ReactElement, ReactNode } from 'react'

/** A small window beside its trigger, for what is more than a menu; Esc and a click elsewhere close it. */
export function Popover({ trigger, label, children }: { trigger: ReactElement; label: string; children: ReactNode }) {
  return (
    <Radix.Root>
      <Radix.Trigger asChild>{trigger}</Radix.Trigger>
      <Radix.Portal>
        <Radix.Content
          align="end"
          sideOffset={4}
          collisionPadding={8}
          aria-label={label}
          className="z-50 w-64 animate-fade rounded bg-paper p-3 text-ink shadow-float outline outline-line"
        >
          {children}
        </Radix.Content>
      </Radix.Portal>
    </Radix.Root>
  )
}
