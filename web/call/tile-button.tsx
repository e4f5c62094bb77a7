import type { ComponentProps } from 'react'
import { cx } from '#web/ui/cx'

type TileButtonProps = Omit<ComponentProps<'button'>, 'aria-label' | 'title'> & { label: string }

/** A small button that lies on a picture. */
export function TileButton({ label, className, children, ...rest }: TileButtonProps) {
  return (
    <button
      {...rest}
      type="button"
      aria-label={label}
      title={label}
      onDoubleClick={(event) => event.stopPropagation()}
      className={cx(
        'inline-flex size-7 items-center justify-center rounded-sm bg-stage-veil text-stage-ink transition-opacity hover:opacity-85 pointer-coarse:size-9',
        className,
      )}
    >
      {children}
    </button>
  )
}
