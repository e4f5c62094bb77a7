import X from 'lucide-react/icons/x'
import { useEffect, useRef, type ReactNode } from 'react'
import { IconButton } from './button'
import { cx } from './cx'
import { useCloseRequest } from './use-close-request'

type SidePanelProps = { title: string; close: string; over: boolean; onClose: () => void; actions?: ReactNode; children: ReactNode }

/** Something beside the conversation; slides over it where there is no room (`over`). */
export function SidePanel({ title, close, over, onClose, actions, children }: SidePanelProps) {
  const panel = useRef<HTMLElement>(null)
  useCloseRequest(over, onClose)
  useEffect(() => {
    if (!over) return
    const before = document.activeElement as HTMLElement | null
    panel.current?.focus()
    return () => {
      // it went with the panel: back to what opened it
      if (document.activeElement === document.body) before?.focus()
    }
  }, [over])
  return (
    <>
      {over && (
        <button type="button" tabIndex={-1} aria-label={close} onClick={onClose} className="absolute inset-0 z-10 animate-fade bg-veil" />
      )}
      <aside
        ref={panel}
        tabIndex={-1}
        aria-label={title}
        onKeyDown={(event) => over && event.key === 'Escape' && onClose()}
        className={cx(
          'flex w-panel shrink-0 flex-col bg-ground outline-none',
          over ? 'absolute inset-y-0 right-0 z-20 max-w-[88vw] animate-slide shadow-float' : 'border-l border-line',
        )}
      >
        <header className="flex h-14 shrink-0 items-center gap-1 pr-2 pl-4">
          <h2 className="flex-1 font-semibold">{title}</h2>
          {actions}
          <IconButton label={close} onClick={onClose}>
            <X aria-hidden className="size-4.5" />
          </IconButton>
        </header>
        <div className="min-h-0 flex-1 overflow-y-auto px-2 pb-4">{children}</div>
      </aside>
    </>
  )
}
