import { cloneElement, type ReactElement } from 'react'

/** Gives somebody else's button the job of opening a window. */
export function Opener({ trigger, onOpen }: { trigger: ReactElement<{ onClick?: () => void }>; onOpen: () => void }) {
  return cloneElement(trigger, { onClick: onOpen })
}
