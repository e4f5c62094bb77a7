import { useEffect, useRef, useState } from 'react'
import { useTranslation } from 'react-i18next'
import { useClient, useValue } from '#web/client'
import { isUnrecorded } from '#web/recording/consent-dialog'
import { mayModerate } from '#web/rooms/rights'
import { usePreferences } from '#web/preferences'
import { cx } from '#web/ui/cx'
import { arrange, type Item } from './arrange'
import { useDesk, type Desk } from './desk'
import { leaveWholeStage, useWholeStage } from './full-screen'
import { gridOf, stripOf, type Size } from './grid'
import { ScreenTile } from './screen-tile'
import { StageFoot } from './stage-foot'
import { Tile } from './tile'
import { useArea } from './use-area'
import { useLastSpeaker } from './use-last-speaker'
import { useView } from './use-view'

const gap = 8
/** More pictures than this are too small to see anybody. */
const most = 25

/** The people of the call above the conversation of its room. */
export function Stage({ roomId }: { roomId: string }) {
  const { call, stage } = useDesk()
  if (call === null || call.roomId !== roomId || !stage) return null
  return <OpenStage call={call} />
}

function OpenStage({ call }: { call: NonNullable<Desk['call']> }) {
  const { t } = useTranslation()
  const client = useClient()
  const { room } = useValue(client.rooms.room(call.roomId))
  const account = useValue(client.accounts)
  const { callView } = usePreferences()
  const [pinned, setPinned] = useState<string | null>(null)
  const { area, ref } = useArea()
  const moved = useRef<string | null>(null)
  useEffect(() => {
    // what was pinned or let go stands in another list now, and its button is another one: the focus goes along
    if (moved.current !== null && document.activeElement === document.body)
      document.querySelector<HTMLElement>(`[data-pin="${CSS.escape(moved.current)}"]`)?.focus()
    moved.current = null
  }, [pinned])
  const speaker = useLastSpeaker(call)
  const { main, rest, hidden } = arrange({ people: call.participants, view: callView, pinned, speaker, room: most })
  const strip = stripOf(rest.length, area, gap)
  const grid = gridOf(Math.max(1, rest.length + (hidden > 0 ? 1 : 0)), area, gap)
  const small: Size = main === null ? { width: grid.width, height: grid.height } : strip.small
  const shown = [...(main === null ? [] : [{ item: main, size: strip.main }]), ...rest.map((item) => ({ item, size: small }))]
  useView(call.handle, shown)
  const moderator = account.status === 'signed-in' && mayModerate(account.user, room?.myRole ?? null)

  const tile = (item: Item, size: Size) => {
    const shared = {
      itemKey: item.key,
      one: item.one,
      size,
      pinned: pinned === item.key,
      pinnable: call.participants.length > 1 || item.kind === 'screen',
      onPin: () => {
        moved.current = item.key
        setPinned(pinned === item.key ? null : item.key)
      },
    }
    if (item.kind === 'screen') return <ScreenTile key={item.key} {...shared} />
    const unrecorded = isUnrecorded(call.recording, item.one.participantId)
    return <Tile key={item.key} {...shared} handle={call.handle} moderator={moderator} unrecorded={unrecorded} />
  }
  const others = hidden > 0 && (
    <li className="flex shrink-0 items-center justify-center rounded bg-stage-tile text-sm" style={small}>
      {t('stage.others', { count: hidden })}
    </li>
  )
  const whole = useWholeStage()
  useEffect(() => leaveWholeStage, [])
  const screens = main?.kind === 'screen'
  return (
    <section
      id="stage"
      tabIndex={-1}
      aria-label={t('call.grid')}
      data-testid="stage"
      data-topology={call.topology}
      className={cx(
        '@container flex min-h-64 shrink-0 animate-fade flex-col bg-stage p-2 text-stage-ink focus-visible:-outline-offset-2',
        whole ? 'fixed inset-0 z-30' : screens ? 'h-[62dvh]' : 'h-[46dvh]',
      )}
    >
      <div ref={ref} className="min-h-0 flex-1">
        {main === null ? (
          <ul className="flex size-full flex-wrap content-center items-center justify-center" style={{ gap }}>
            {rest.map((item) => tile(item, small))}
            {others}
          </ul>
        ) : (
          <div className={cx('flex size-full', strip.side === 'bottom' && 'flex-col')} style={{ gap }}>
            <ul>{tile(main, strip.main)}</ul>
            <ul
              className={cx('flex', strip.side === 'right' ? 'h-full flex-col overflow-y-auto' : 'w-full overflow-x-auto')}
              style={{ gap }}
            >
              {rest.map((item) => tile(item, small))}
              {others}
            </ul>
          </div>
        )}
      </div>
      <StageFoot call={call} width={area.width} />
    </section>
  )
}
