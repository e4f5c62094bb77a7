import CircleAlert from 'lucide-react/icons/circle-alert'
import Clock3 from 'lucide-react/icons/clock-3'
import Copy from 'lucide-react/icons/copy'
import Ellipsis from 'lucide-react/icons/ellipsis'
import { memo } from 'react'
import { useTranslation } from 'react-i18next'
import type { TimelineItem } from '#sdk/rooms/snapshots'
import { failureText } from '#web/failure-text'
import { bareTimeOf, dateTimeOf, timeOf } from '#web/i18n/dates'
import { Avatar } from '#web/ui/avatar'
import { copyText } from '#web/ui/copy-text'
import { cx } from '#web/ui/cx'
import { Menu, MenuItem } from '#web/ui/menu'
import { toast } from '#web/ui/toast'
import { MessageText } from './message-text'

type MessageRowProps = { item: TimelineItem; head: boolean; onRetry: (key: string) => void; onDiscard: (key: string) => void }

/** One message. The author stands on the first of a group; the time of the others shows on hover and focus. */
export const MessageRow = memo(function MessageRow({ item, head, onRetry, onDiscard }: MessageRowProps) {
  const { t, i18n } = useTranslation()
  const { message, delivery } = item
  const time = timeOf(message.createdAt, i18n.language)
  return (
    <article
      data-message
      tabIndex={-1}
      aria-label={`${message.author.name}, ${time}`}
      className={cx(
        'group relative grid grid-cols-[2.25rem_minmax(0,1fr)] gap-x-3 px-4 tablet:px-5',
        'hover:bg-ground focus-visible:-outline-offset-2 focus-within:bg-ground pointer-coarse:select-none',
        head ? 'pt-(--group-gap) pb-(--row-gap)' : 'py-(--row-gap)',
      )}
    >
      {head ? (
        <Avatar id={message.author.id} name={message.author.name} className="mt-0.5" />
      ) : (
        <time
          dateTime={message.createdAt}
          title={dateTimeOf(message.createdAt, i18n.language)}
          className="pt-1 text-right text-xs text-faint tabular-nums opacity-0 group-focus-within:opacity-100 group-hover:opacity-100 group-focus:opacity-100"
        >
          {bareTimeOf(message.createdAt, i18n.language)}
        </time>
      )}
      <div className="min-w-0">
        {head && (
          <p className="flex items-baseline gap-2">
            <span className="truncate font-semibold">{message.author.name}</span>
            <time
              dateTime={message.createdAt}
              title={dateTimeOf(message.createdAt, i18n.language)}
              className="shrink-0 text-xs text-faint tabular-nums"
            >
              {time}
            </time>
          </p>
        )}
        {message.deletedAt === null ? (
          <div dir="auto" className={cx('max-w-[78ch] break-words whitespace-pre-wrap', delivery === 'sending' && 'text-soft')}>
            <MessageText text={message.text} />
            {message.editedAt !== null && <span className="ml-1.5 text-xs text-faint">({t('history.edited')})</span>}
            {delivery === 'sending' && (
              <span className="ml-1.5 inline-flex align-[-0.125em] text-faint" role="img" aria-label={t('history.sending')}>
                <Clock3 aria-hidden className="size-3.5" />
              </span>
            )}
          </div>
        ) : (
          <p className="text-faint italic">{t('history.deleted')}</p>
        )}
        {delivery === 'failed' && (
          <p className="flex flex-wrap items-center gap-x-3 text-sm text-danger" role="alert">
            <span className="flex items-center gap-1.5">
              <CircleAlert aria-hidden className="size-4 shrink-0" />
              {item.error === null ? t('history.failed') : t('history.failedBecause', { why: failureText(t, item.error) })}
            </span>
            <span className="flex gap-1">
              <InlineAction onClick={() => onRetry(item.key)}>{t('history.retry')}</InlineAction>
              <InlineAction onClick={() => onDiscard(item.key)}>{t('history.delete')}</InlineAction>
            </span>
          </p>
        )}
      </div>
      {message.deletedAt === null && delivery === 'sent' && (
        <div className="absolute top-0 right-3 opacity-0 group-focus-within:opacity-100 group-hover:opacity-100 has-data-[state=open]:opacity-100">
          <Menu
            trigger={
              <button
                type="button"
                tabIndex={-1}
                data-actions
                aria-label={t('history.actions', { name: message.author.name })}
                className="inline-flex size-7 items-center justify-center rounded-sm border border-line bg-paper text-soft hover:text-ink"
              >
                <Ellipsis aria-hidden className="size-4" />
              </button>
            }
          >
            <MenuItem
              icon={<Copy aria-hidden className="size-4" />}
              onSelect={() => void copyText(message.text).then((copied) => toast(t(copied ? 'history.copied' : 'history.notCopied')))}
            >
              {t('history.copy')}
            </MenuItem>
          </Menu>
        </div>
      )}
    </article>
  )
})

function InlineAction({ onClick, children }: { onClick: () => void; children: string }) {
  return (
    <button type="button" onClick={onClick} className="min-h-7 rounded-sm px-1.5 font-semibold underline underline-offset-4">
      {children}
    </button>
  )
}
