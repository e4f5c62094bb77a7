import ChevronUp from 'lucide-react/icons/chevron-up'
import Expand from 'lucide-react/icons/expand'
import { useEffect, useRef, useState } from 'react'
import { useTranslation } from 'react-i18next'
import { IconButton } from '#web/ui/button'
import { CallControls } from './call-controls'
import { CallState } from './call-state'
import { useDesk, type Desk } from './desk'
import { DeviceProblems } from './device-problems'
import { gridOf } from './grid'
import { Tile } from './tile'

const gap = 8

/** The people of the call above the conversation of its room. */
export function Stage({ roomId }: { roomId: string }) {
  const { call, stage } = useDesk()
  if (call === null || call.roomId !== roomId || !stage) return null
  return <OpenStage call={call} />
}

function OpenStage({ call }: { call: NonNullable<Desk['call']> }) {
  const { t } = useTranslation()
  const { setStage } = useDesk()
  const whole = useRef<HTMLElement>(null)
  const [pinned, setPinned] = useState<string | null>(null)
  const { area, ref } = useArea()
  const people = call.participants
  const shown = people.some((one) => one.participantId === pinned) ? people.filter((one) => one.participantId === pinned) : people
  const grid = gridOf(Math.max(1, shown.length), area, gap)

  return (
    <section
      ref={whole}
      aria-label={t('call.grid')}
      data-testid="stage"
      className="@container flex h-[46dvh] min-h-64 shrink-0 animate-fade flex-col bg-stage p-2 text-stage-ink"
    >
      <div ref={ref} className="min-h-0 flex-1">
        <ul className="flex size-full flex-wrap content-center items-center justify-center" style={{ gap }}>
          {shown.map((one) => (
            <Tile
              key={one.participantId}
              one={one}
              width={grid.width}
              height={grid.height}
              pinned={pinned === one.participantId}
              pinnable={people.length > 1}
              onPin={() => setPinned(pinned === one.participantId ? null : one.participantId)}
            />
          ))}
        </ul>
      </div>
      {people.length === 1 && call.state === 'live' && <p className="pt-2 text-center text-sm">{t('call.alone')}</p>}
      <div className="mx-auto w-full max-w-md pt-2 empty:hidden">
        <DeviceProblems problems={call.deviceProblems} />
      </div>
      <div className="flex items-center justify-center gap-2 pt-2">
        <span className="min-w-14 flex-1 truncate pl-1 text-sm">
          <CallState call={call} />
          <span className="ml-3 hidden text-xs opacity-75 @min-[56rem]:inline">{t('call.hint')}</span>
        </span>
        <CallControls call={call} />
        <span className="flex min-w-14 flex-1 justify-end gap-1">
          <IconButton
            tone="stage"
            side="top"
            label={t('call.fullScreen')}
            className="max-tablet:hidden"
            onClick={() => void toggleFullScreen(whole.current)}
          >
            <Expand aria-hidden className="size-4.5" />
          </IconButton>
          <IconButton tone="stage" side="top" label={t('call.smaller')} onClick={() => setStage(false)}>
            <ChevronUp aria-hidden className="size-4.5" />
          </IconButton>
        </span>
      </div>
    </section>
  )
}

async function toggleFullScreen(element: HTMLElement | null): Promise<void> {
  if (document.fullscreenElement !== null) await document.exitFullscreen()
  else await element?.requestFullscreen().catch(() => undefined)
}

function useArea() {
  const ref = useRef<HTMLDivElement>(null)
  const [area, setArea] = useState({ width: 0, height: 0 })
  useEffect(() => {
    if (ref.current === null) return
    const watch = new ResizeObserver(([entry]) => {
      if (entry !== undefined) setArea({ width: entry.contentRect.width, height: entry.contentRect.height })
    })
    watch.observe(ref.current)
    return () => watch.disconnect()
  }, [])
  return { area, ref }
}
