import SendHorizontal from 'lucide-react/icons/send-horizontal'
import { useLayoutEffect, useRef, useState, type KeyboardEvent } from 'react'
import { useTranslation } from 'react-i18next'
import { limits } from '#protocol/limits'
import type { Room } from '#protocol/models'
import type { RoomStore } from '#sdk/rooms/room'
import { useClient } from '#web/client'
import { isNotes } from '#web/direct/room-title'
import { cx } from '#web/ui/cx'
import { TypingLine } from './typing-line'
import { composerId, useTypingAnywhere } from './use-typing-anywhere'

const tallest = 192

/** Where one writes: grows with the text, keeps the draft, Enter sends. */
export function Composer({ store, room }: { store: RoomStore; room: Room }) {
  const { t } = useTranslation()
  const { connection } = useClient()
  const [text, setText] = useState(() => store.draft)
  const area = useRef<HTMLTextAreaElement>(null)
  const over = text.length - limits.textLength
  const ready = text.trim() !== '' && over <= 0
  useTypingAnywhere(area)

  useLayoutEffect(() => {
    const element = area.current
    if (element === null) return
    element.style.height = 'auto'
    element.style.height = `${Math.min(element.scrollHeight, tallest)}px`
  }, [text])

  const write = (next: string) => {
    setText(next)
    store.setDraft(next)
    store.setTyping(next.trim() !== '')
  }
  const send = () => {
    if (!ready) return
    store.send(text.trim())
    setText('')
    store.setDraft('')
    store.setTyping(false)
    area.current?.focus()
    // whoever writes wants the connection now, not when its pause is over
    if (connection.getSnapshot().status === 'waiting') connection.retryNow()
  }
  const onKeyDown = (event: KeyboardEvent) => {
    // on a touch keyboard Enter makes a line, the button sends
    const touch = matchMedia('(pointer: coarse)').matches && !matchMedia('(any-pointer: fine)').matches
    if (event.key !== 'Enter' || event.shiftKey || event.nativeEvent.isComposing || touch) return
    event.preventDefault()
    send()
  }

  return (
    <form
      className="shrink-0 px-3 pad-safe-1 tablet:px-5"
      onSubmit={(event) => {
        event.preventDefault()
        send()
      }}
    >
      <div
        className={cx(
          'flex items-end gap-1 rounded-lg border bg-paper py-1 pr-1 pl-3.5 transition-colors focus-within:border-accent',
          over > 0 ? 'border-danger' : 'border-edge',
        )}
      >
        <textarea
          ref={area}
          id={composerId}
          rows={1}
          value={text}
          onChange={(event) => write(event.target.value)}
          onKeyDown={onKeyDown}
          aria-label={isNotes(room) ? t('direct.note') : t(room.kind === 'direct' ? 'direct.label' : 'composer.label', { name: room.name })}
          aria-describedby="composer-keys"
          placeholder={
            isNotes(room)
              ? t('direct.note')
              : t(room.kind === 'direct' ? 'direct.placeholder' : 'composer.placeholder', { name: room.name })
          }
          enterKeyHint="enter"
          className="max-h-48 min-w-0 flex-1 resize-none self-center bg-transparent py-1.5 outline-none placeholder:truncate"
        />
        <button
          type="submit"
          aria-label={t('composer.send')}
          disabled={!ready}
          className={cx(
            'inline-flex size-target shrink-0 items-center justify-center rounded transition-colors',
            ready ? 'bg-accent text-on-accent hover:bg-accent-strong' : 'text-faint',
          )}
        >
          <SendHorizontal aria-hidden className="size-4.5" />
        </button>
      </div>
      <div className="flex h-6 items-center justify-between gap-3 px-1 text-xs text-faint">
        <TypingLine store={store} />
        {over > 0 ? (
          <span role="alert" className="shrink-0 text-danger">
            {t('composer.tooLong', { over, limit: limits.textLength })}
          </span>
        ) : (
          <span id="composer-keys" className={cx('hidden shrink-0 desktop:block', text === '' && 'desktop:sr-only')}>
            {t('composer.keys')}
          </span>
        )}
      </div>
    </form>
  )
}
