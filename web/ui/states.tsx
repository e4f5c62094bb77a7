import CircleAlert from 'lucide-react/icons/circle-alert'
import type { ReactNode } from 'react'
import { useTranslation } from 'react-i18next'
import { Button } from './button'
import { cx } from './cx'

type EmptyProps = { title: string; note?: string; icon?: ReactNode; page?: boolean; children?: ReactNode }

/** Says there is nothing yet, and what to do about it. `page`: nothing else is on the page, so this is its heading. */
export function Empty({ title, note, icon, page = false, children }: EmptyProps) {
  const Title = page ? 'h1' : 'p'
  return (
    <div className="m-auto flex max-w-sm flex-col items-center gap-2 p-6 text-center">
      {icon !== undefined && <span className="mb-1 flex size-12 items-center justify-center rounded-full bg-raised text-soft">{icon}</span>}
      <Title className="font-semibold">{title}</Title>
      {note !== undefined && <p className="text-sm text-soft">{note}</p>}
      {children !== undefined && <div className="mt-3 flex flex-wrap justify-center gap-2">{children}</div>}
    </div>
  )
}

/** Says what happened and lets the person try again. */
export function Failed({ title, note, onRetry, className }: { title: string; note?: string; onRetry?: () => void; className?: string }) {
  const { t } = useTranslation()
  return (
    <div role="alert" className={cx('flex flex-col items-center gap-2 p-6 text-center', className)}>
      <CircleAlert aria-hidden className="size-6 text-danger" />
      <p className="font-semibold">{title}</p>
      {note !== undefined && <p className="max-w-sm text-sm text-soft">{note}</p>}
      {onRetry !== undefined && (
        <Button className="mt-2" onClick={onRetry}>
          {t('retry')}
        </Button>
      )}
    </div>
  )
}

/** A grey bar in the shape of what is coming. */
export function Bone({ className }: { className?: string }) {
  return <span aria-hidden className={cx('block animate-pulse-soft rounded-sm bg-raised', className)} />
}

/** A whole list of bones with one spoken sentence. */
export function Loading({ label, children }: { label: string; children: ReactNode }) {
  return (
    <div role="status">
      <span className="sr-only">{label}</span>
      {children}
    </div>
  )
}

export function Badge({ children, label, quiet = false }: { children: ReactNode; label: string; quiet?: boolean }) {
  return (
    <span
      className={cx(
        'inline-flex h-5 min-w-5 items-center justify-center rounded-full px-1.5 text-xs font-semibold tabular-nums',
        quiet ? 'bg-pressed text-ink' : 'bg-accent text-on-accent',
      )}
    >
      <span aria-hidden>{children}</span>
      <span className="sr-only">{label}</span>
    </span>
  )
}
