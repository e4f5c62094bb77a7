import LoaderCircle from 'lucide-react/icons/loader-circle'
import type { ComponentProps, ReactNode } from 'react'
import { cx } from './cx'
import { Hint } from './hint'

export type Tone = 'primary' | 'line' | 'quiet' | 'danger' | 'danger-line' | 'stage'

const tones: Record<Tone, string> = {
  primary: 'bg-accent text-on-accent hover:bg-accent-strong',
  line: 'border border-edge text-ink hover:bg-raised',
  quiet: 'text-soft hover:bg-raised hover:text-ink',
  danger: 'bg-danger text-on-danger hover:opacity-90',
  'danger-line': 'border border-edge text-danger hover:bg-raised',
  stage: 'bg-stage-tile text-stage-ink hover:opacity-85',
}

const base = 'inline-flex shrink-0 items-center justify-center gap-2 rounded font-medium transition-colors select-none disabled:opacity-55'

type ButtonProps = ComponentProps<'button'> & { tone?: Tone; busy?: boolean; wide?: boolean }

/** A button with words. `busy` keeps its size and says so to screen readers. */
export function Button({
  tone = 'line',
  busy = false,
  wide = false,
  className,
  children,
  disabled,
  type = 'button',
  ...rest
}: ButtonProps) {
  return (
    <button
      {...rest}
      type={type}
      disabled={disabled === true || busy}
      aria-busy={busy}
      className={cx(base, 'relative min-h-target px-3.5 py-1.5 text-sm', wide && 'w-full', tones[tone], className)}
    >
      <span className={cx('inline-flex items-center gap-2', busy && 'opacity-0')}>{children}</span>
      {busy && <LoaderCircle aria-hidden className="absolute size-4 animate-turn" />}
    </button>
  )
}

type IconButtonProps = Omit<ComponentProps<'button'>, 'aria-label'> & {
  label: string
  /** A key shown in the hint, such as M. */
  shortcut?: string
  tone?: Tone
  side?: 'top' | 'bottom' | 'left' | 'right'
  children: ReactNode
}

/** A square button with an icon: its name is always there for screen readers and in the hint. */
export function IconButton({
  label,
  shortcut,
  tone = 'quiet',
  side = 'bottom',
  className,
  children,
  type = 'button',
  ...rest
}: IconButtonProps) {
  return (
    <Hint text={label} side={side} {...(shortcut === undefined ? {} : { shortcut })}>
      <button {...rest} type={type} aria-label={label} className={cx(base, 'size-target', tones[tone], className)}>
        {children}
      </button>
    </Hint>
  )
}
