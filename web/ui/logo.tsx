import { cx } from './cx'

/** A nut that is also a speech bubble: the tool and the talker in one. */
export function Logo({ className }: { className?: string }) {
  return (
    <svg viewBox="0 0 32 32" aria-hidden className={cx('shrink-0 text-accent', className)}>
      <path
        fill="currentColor"
        fillRule="evenodd"
        d="M10.2 2.5h11.6a3 3 0 0 1 2.6 1.5l5.2 9a3 3 0 0 1 0 3l-5.2 9a3 3 0 0 1-2.6 1.5h-5.3l-6.1 4.2a1 1 0 0 1-1.6-.9l.2-3.5a3 3 0 0 1-1.4-1.3l-5.2-9a3 3 0 0 1 0-3l5.2-9a3 3 0 0 1 2.6-1.5zM16 9.9a4.6 4.6 0 1 0 0 9.2 4.6 4.6 0 0 0 0-9.2z"
      />
    </svg>
  )
}
