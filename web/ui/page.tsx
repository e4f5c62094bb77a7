import ArrowLeft from 'lucide-react/icons/arrow-left'
import type { ReactNode } from 'react'
import { useTranslation } from 'react-i18next'
import { Link } from '#web/link'

/** A page of settings: a title, the way back, and sections in one readable column. */
export function Page({ title, note, children }: { title: string; note?: string; children: ReactNode }) {
  const { t } = useTranslation()
  return (
    <div className="min-h-0 flex-1 overflow-y-auto">
      <div className="mx-auto w-full max-w-176 px-4 pb-16 tablet:px-12">
        <header className="flex min-h-14 items-center gap-2 pt-2 tablet:-ml-11">
          <Link
            href="/"
            aria-label={t('back')}
            className="inline-flex size-target items-center justify-center rounded text-soft hover:bg-raised hover:text-ink"
          >
            <ArrowLeft aria-hidden className="size-5" />
          </Link>
          <h1 className="text-xl font-semibold tracking-tight">{title}</h1>
          {note !== undefined && <p className="ml-auto text-sm text-soft">{note}</p>}
        </header>
        {children}
      </div>
    </div>
  )
}

export function PageSection({ title, note, children }: { title: string; note?: string; children: ReactNode }) {
  return (
    <section className="border-b border-line py-6 last:border-b-0">
      <h2 className="font-semibold">{title}</h2>
      {note !== undefined && <p className="mt-0.5 text-sm text-soft">{note}</p>}
      <div className="mt-4 flex flex-col gap-5">{children}</div>
    </section>
  )
}
