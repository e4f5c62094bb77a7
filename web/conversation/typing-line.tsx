import { useTranslation } from 'react-i18next'
import type { RoomStore } from '#sdk/rooms/room'
import { useValue } from '#web/client'

/** Who types now, in a place that is always there, so nothing moves. */
export function TypingLine({ store }: { store: RoomStore }) {
  const { t } = useTranslation()
  const { typing } = useValue(store)
  const [a, b] = typing.map((one) => one.name)
  return (
    <p data-testid="typing" className="min-w-0 flex-1 truncate">
      {words()}
    </p>
  )

  function words(): string {
    if (a === undefined) return ''
    if (b === undefined) return t('composer.typingOne', { a })
    if (typing.length === 2) return t('composer.typingTwo', { a, b })
    return t('composer.typingMany', { a, count: typing.length - 1 })
  }
}
