import ArrowDown from 'lucide-react/icons/arrow-down'
import ArrowUp from 'lucide-react/icons/arrow-up'
import { useEffect, useState, type RefObject } from 'react'
import { useTranslation } from 'react-i18next'
import type { Room } from '#protocol/models'
import { cx } from '#web/ui/cx'

type Away = { above: boolean; below: boolean }

const none: Away = { above: false, below: false }

/** Floats over a long list of rooms while something unread is above or below what is on screen, and goes there. */
export function UnreadOutOfSight({ list, rooms }: { list: RefObject<HTMLElement | null>; rooms: readonly Room[] }) {
  const { t } = useTranslation()
  const [away, setAway] = useState<Away>(none)

  useEffect(() => {
    const nav = list.current
    if (nav === null) return
    const look = () => {
      const { above, below } = split(nav)
      const next = { above: above.length > 0, below: below.length > 0 }
      setAway((old) => (old.above === next.above && old.below === next.below ? old : next))
    }
    look()
    nav.addEventListener('scroll', look, { passive: true })
    const resized = new ResizeObserver(look)
    resized.observe(nav)
    return () => {
      nav.removeEventListener('scroll', look)
      resized.disconnect()
    }
  }, [list, rooms])

  const go = (where: keyof Away) => {
    if (list.current === null) return
    const { above, below } = split(list.current)
    const nearest = where === 'above' ? above.at(-1) : below[0]
    nearest?.scrollIntoView({ block: 'center' })
  }
  return (['above', 'below'] as const)
    .filter((where) => away[where])
    .map((where) => (
      <button
        key={where}
        type="button"
        onClick={() => go(where)}
        className={cx(
          'absolute left-1/2 flex min-h-8 -translate-x-1/2 items-center gap-1.5 rounded-full bg-accent px-3 text-xs font-semibold whitespace-nowrap text-on-accent shadow-float hover:bg-accent-strong',
          where === 'above' ? 'top-1' : 'bottom-2',
        )}
      >
        {t(`rail.${where}`)}
        {where === 'above' ? <ArrowUp aria-hidden className="size-3.5" /> : <ArrowDown aria-hidden className="size-3.5" />}
      </button>
    ))
}

/** The unread rows that cannot be seen, top to bottom. */
function split(nav: HTMLElement): { above: HTMLElement[]; below: HTMLElement[] } {
  const { top, bottom } = nav.getBoundingClientRect()
  const rows = [...nav.querySelectorAll<HTMLElement>('[data-unread]')]
  const middle = (row: HTMLElement) => {
    const box = row.getBoundingClientRect()
    return (box.top + box.bottom) / 2
  }
  return { above: rows.filter((row) => middle(row) < top), below: rows.filter((row) => middle(row) > bottom) }
}
