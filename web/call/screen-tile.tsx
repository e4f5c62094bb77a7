import Expand from 'lucide-react/icons/expand'
import MonitorUp from 'lucide-react/icons/monitor-up'
import Pin from 'lucide-react/icons/pin'
import PinOff from 'lucide-react/icons/pin-off'
import { useRef } from 'react'
import { useTranslation } from 'react-i18next'
import { Picture } from './picture'
import { TileButton } from './tile-button'
import type { TileProps } from './tile'
import { toggleFullScreen } from './full-screen'

/** A screen somebody shares, all of it. */
export function ScreenTile({ itemKey, one, size, pinned, pinnable, onPin }: Omit<TileProps, 'handle' | 'moderator'>) {
  const { t } = useTranslation()
  const whole = useRef<HTMLLIElement>(null)
  const name = one.self ? t('stage.yourScreen') : t('stage.screen', { name: one.user.name })
  return (
    <li
      ref={whole}
      aria-label={name}
      data-testid="screen-tile"
      onDoubleClick={pinnable ? onPin : undefined}
      style={size}
      className="relative flex shrink-0 items-center justify-center overflow-hidden rounded bg-stage-tile"
    >
      {one.screen !== null && <Picture stream={one.screen} whole />}
      <span className="absolute top-2 right-2 flex gap-1">
        <TileButton label={t('stage.fullScreen')} onClick={() => void toggleFullScreen(whole.current)}>
          <Expand aria-hidden className="size-4" />
        </TileButton>
        {pinnable && (
          <TileButton label={pinned ? t('call.unpin') : t('call.pin', { name })} data-pin={itemKey} onClick={onPin}>
            {pinned ? <PinOff aria-hidden className="size-4" /> : <Pin aria-hidden className="size-4" />}
          </TileButton>
        )}
      </span>
      <span
        aria-hidden
        className="absolute bottom-2 left-2 flex max-w-[calc(100%-1rem)] items-center gap-1.5 rounded-sm bg-stage-veil px-2 py-0.5 text-xs font-medium text-stage-ink"
      >
        <MonitorUp className="size-3.5 shrink-0" />
        <span className="truncate">{name}</span>
      </span>
    </li>
  )
}
