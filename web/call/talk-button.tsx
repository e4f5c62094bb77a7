import Mic from 'lucide-react/icons/mic'
import { useEffect, useMemo } from 'react'
import { useTranslation } from 'react-i18next'
import { cx } from '#web/ui/cx'
import type { Call } from './desk'
import { talking } from './use-push-to-talk'

/** Push to talk for fingers: the microphone is on while this is held. */
export function TalkButton({ handle, on }: { handle: Call; on: boolean }) {
  const { t } = useTranslation()
  const { press, release } = useMemo(() => talking(handle), [handle])
  useEffect(() => release, [release])
  return (
    <button
      type="button"
      onPointerDown={(event) => {
        event.currentTarget.setPointerCapture(event.pointerId)
        press()
      }}
      onPointerUp={release}
      onPointerCancel={release}
      onKeyDown={(event) => (event.key === ' ' || event.key === 'Enter') && !event.repeat && press()}
      onKeyUp={release}
      onBlur={release}
      onContextMenu={(event) => event.preventDefault()}
      className={cx(
        'inline-flex min-h-11 touch-none items-center gap-2 rounded-full px-4 text-sm font-medium select-none',
        on ? 'bg-success text-paper' : 'bg-pressed text-ink',
      )}
    >
      <Mic aria-hidden className="size-4.5" />
      {on ? t('stage.onAir') : t('stage.holdToTalk')}
    </button>
  )
}
