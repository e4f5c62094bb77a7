import ChevronDown from 'lucide-react/icons/chevron-down'
import CircleAlert from 'lucide-react/icons/circle-alert'
import { useId, type ComponentProps, type ReactNode } from 'react'
import { cx } from './cx'

export const inputClass =
  'w-full min-h-target rounded border border-edge bg-paper px-3 py-1.5 text-base text-ink transition-colors hover:border-soft aria-invalid:border-danger disabled:opacity-55'

type FieldProps = Omit<ComponentProps<'input'>, 'id'> & { label: string; note?: ReactNode; error?: string | null }

/** A labelled text input. An error replaces the note and is tied to the input for screen readers. */
export function Field({ label, note, error = null, className, ...rest }: FieldProps) {
  const id = useId()
  const described = error !== null || note !== undefined ? `${id}-note` : undefined
  return (
    <div className={cx('flex flex-col gap-1.5', className)}>
      <label htmlFor={id} className="text-sm font-medium">
        {label}
      </label>
      <input {...rest} id={id} aria-invalid={error !== null} aria-describedby={described} className={inputClass} />
      <FieldNote id={described} note={note} error={error} />
    </div>
  )
}

export function FieldNote({ id, note, error }: { id?: string | undefined; note?: ReactNode; error?: string | null | undefined }) {
  if (error !== null && error !== undefined) {
    return (
      <p id={id} role="alert" className="flex items-start gap-1.5 text-sm text-danger">
        <CircleAlert aria-hidden className="mt-0.5 size-4 shrink-0" />
        {error}
      </p>
    )
  }
  if (note === undefined) return null
  return (
    <p id={id} className="text-sm text-faint">
      {note}
    </p>
  )
}

type SelectProps = Omit<ComponentProps<'select'>, 'id'> & {
  label: string
  options: readonly { value: string; label: string }[]
  hideLabel?: boolean
}

/** The system's own list: works with every keyboard, screen reader and phone. */
export function Select({ label, options, hideLabel = false, className, ...rest }: SelectProps) {
  const id = useId()
  return (
    <div className={cx('flex min-w-0 flex-col gap-1.5', className)}>
      <label htmlFor={id} className={cx('text-sm font-medium', hideLabel && 'sr-only')}>
        {label}
      </label>
      <span className="relative">
        <select {...rest} id={id} className={cx(inputClass, 'appearance-none truncate pr-9')}>
          {options.map((option) => (
            <option key={option.value} value={option.value}>
              {option.label}
            </option>
          ))}
        </select>
        <ChevronDown aria-hidden className="pointer-events-none absolute top-1/2 right-3 size-4 -translate-y-1/2 text-soft" />
      </span>
    </div>
  )
}
