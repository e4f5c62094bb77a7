import { cx } from './cx'

const tints = ['bg-person-0', 'bg-person-1', 'bg-person-2', 'bg-person-3', 'bg-person-4', 'bg-person-5'] as const
const sizes = { sm: 'size-6 text-xs', md: 'size-9 text-sm', lg: 'size-16 text-xl', xl: 'size-24 text-2xl' } as const

/** Up to two letters of a name: first and last word. */
export function initials(name: string): string {
  const words = name.trim().split(/\s+/)
  const letters = words.length > 1 ? [words[0], words.at(-1)] : [words[0]]
  return letters
    .map((word) => [...(word ?? '')][0] ?? '')
    .join('')
    .toLocaleUpperCase()
}

function tintOf(id: string): string {
  let sum = 0
  for (const char of id) sum = (sum * 31 + char.charCodeAt(0)) >>> 0
  return tints[sum % tints.length] ?? tints[0]
}

type AvatarProps = {
  id: string
  name: string
  size?: keyof typeof sizes
  state?: 'online' | 'idle' | 'offline' | undefined
  className?: string
}

/** A person's letters on a tint of their own. Decoration: the name stands beside it. */
export function Avatar({ id, name, size = 'md', state, className }: AvatarProps) {
  return (
    <span
      aria-hidden
      className={cx(
        'relative inline-flex shrink-0 items-center justify-center rounded-full font-semibold',
        sizes[size],
        state === 'offline' ? 'bg-raised text-soft' : cx('text-ink', tintOf(id)),
        className,
      )}
    >
      {initials(name)}
      {state !== undefined && state !== 'offline' && (
        <span
          className={cx(
            'absolute -right-0.5 -bottom-0.5 size-3 rounded-full border-2 border-ground',
            state === 'online' ? 'bg-success' : 'bg-warning',
          )}
        />
      )}
    </span>
  )
}
