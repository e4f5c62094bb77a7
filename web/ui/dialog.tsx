import X from 'lucide-react/icons/x'
import { AlertDialog, Dialog as Radix } from 'radix-ui'
import { useState, type ReactNode } from 'react'
import { useTranslation } from 'react-i18next'
import { Button } from './button'
import { cx } from './cx'
import { useCloseRequest } from './use-close-request'
import { useReturningFocus } from './use-returning-focus'

const veil = 'fixed inset-0 z-40 animate-fade bg-veil'
const sheet =
  'fixed inset-x-0 bottom-0 z-40 max-h-[92dvh] animate-rise overflow-y-auto rounded-t-lg bg-paper p-5 pad-safe-5 shadow-float tablet:inset-auto tablet:top-1/2 tablet:left-1/2 tablet:w-[min(92vw,28rem)] tablet:-translate-1/2 tablet:rounded-lg tablet:p-6 tablet:pb-6'

type DialogProps = {
  open: boolean
  onOpenChange: (open: boolean) => void
  title: string
  note?: string
  wide?: boolean
  /** What has the focus afterwards, where that is not what had it before. */
  focusAfter?: () => HTMLElement | null
  children: ReactNode
}

/** A window above the page; on a phone it rises from the bottom. Esc and the cross close it, focus returns where it was. */
export function Dialog({ open, onOpenChange, title, note, wide = false, focusAfter, children }: DialogProps) {
  const { t } = useTranslation()
  const returnFocus = useReturningFocus(open, focusAfter)
  useCloseRequest(open, () => onOpenChange(false))
  return (
    <Radix.Root open={open} onOpenChange={onOpenChange}>
      <Radix.Portal>
        <Radix.Overlay className={veil} />
        <Radix.Content
          className={cx(sheet, wide && 'tablet:w-[min(92vw,44rem)]')}
          onCloseAutoFocus={returnFocus}
          {...(note === undefined ? { 'aria-describedby': undefined } : {})}
        >
          <div className="mb-4 pr-10">
            <Radix.Title className="text-lg font-semibold">{title}</Radix.Title>
            {note !== undefined && <Radix.Description className="mt-1 text-sm text-soft">{note}</Radix.Description>}
          </div>
          {children}
          {/* last, so that focus goes to the first field and not here */}
          <Radix.Close asChild>
            <button
              type="button"
              aria-label={t('close')}
              className="absolute top-8 right-3 inline-flex size-target -translate-y-1/2 items-center justify-center rounded text-soft transition-colors hover:bg-raised hover:text-ink tablet:top-9 tablet:right-4"
            >
              <X aria-hidden className="size-5" />
            </button>
          </Radix.Close>
        </Radix.Content>
      </Radix.Portal>
    </Radix.Root>
  )
}

type ConfirmProps = {
  open: boolean
  onOpenChange: (open: boolean) => void
  title: string
  note: string
  action: string
  onConfirm: () => Promise<void> | void
  /** Confirm stays off until this is true: for acts that ask for a name. */
  ready?: boolean
  children?: ReactNode
}

/** Asks before something that cannot be undone; the title names its object. */
export function Confirm({ open, onOpenChange, title, note, action, onConfirm, ready = true, children }: ConfirmProps) {
  const { t } = useTranslation()
  const returnFocus = useReturningFocus(open)
  useCloseRequest(open, () => onOpenChange(false))
  const [busy, setBusy] = useState(false)
  const run = async () => {
    setBusy(true)
    try {
      await onConfirm()
      onOpenChange(false)
    } finally {
      setBusy(false)
    }
  }
  return (
    <AlertDialog.Root open={open} onOpenChange={onOpenChange}>
      <AlertDialog.Portal>
        <AlertDialog.Overlay className={veil} />
        <AlertDialog.Content className={sheet} onCloseAutoFocus={returnFocus}>
          <AlertDialog.Title className="text-lg font-semibold">{title}</AlertDialog.Title>
          <AlertDialog.Description className="mt-1.5 text-sm text-soft">{note}</AlertDialog.Description>
          {children !== undefined && <div className="mt-4">{children}</div>}
          <div className="mt-6 flex justify-end gap-2">
            <AlertDialog.Cancel asChild>
              <Button>{t('cancel')}</Button>
            </AlertDialog.Cancel>
            <Button tone="danger" busy={busy} disabled={!ready} onClick={() => void run()}>
              {action}
            </Button>
          </div>
        </AlertDialog.Content>
      </AlertDialog.Portal>
    </AlertDialog.Root>
  )
}
