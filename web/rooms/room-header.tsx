import ArrowLeft from 'lucide-react/icons/arrow-left'
import Film from 'lucide-react/icons/film'
import Phone from 'lucide-react/icons/phone'
import Settings2 from 'lucide-react/icons/settings-2'
import UsersRound from 'lucide-react/icons/users-round'
import { useEffect, useRef } from 'react'
import { useTranslation } from 'react-i18next'
import type { Room } from '#protocol/models'
import type { RoomCall, RoomSnapshot } from '#sdk/rooms/snapshots'
import { useDesk } from '#web/call/desk'
import { RoomIcon } from '#web/direct/room-icon'
import { hasPeople, isNotes, roomTitle } from '#web/direct/room-title'
import { Link } from '#web/link'
import { Button, IconButton } from '#web/ui/button'
import { Bone } from '#web/ui/states'
import { useTablet } from '#web/use-wide'
import { RoomSettings } from './room-settings'

type RoomHeaderProps = {
  room: Room | null
  call: RoomCall | null
  presence: RoomSnapshot['presence']
  peopleOpen: boolean
  onPeople: () => void
  filesOpen: boolean
  onFiles: () => void
}

/** Where I am, what it is about, and the three things to do with a room: call, people, settings. */
export function RoomHeader({ room, call, presence, peopleOpen, onPeople, filesOpen, onFiles }: RoomHeaderProps) {
  const { t } = useTranslation()
  const tablet = useTablet()
  const desk = useDesk()
  const inThisCall = desk.call !== null && desk.call.roomId === room?.id
  const callButton = useRef<HTMLButtonElement>(null)
  const wasIn = useRef(inThisCall)
  useEffect(() => {
    // the button one left with is gone: this one stands in its place
    if (wasIn.current && !inThisCall && document.activeElement === document.body) callButton.current?.focus()
    wasIn.current = inThisCall
  }, [inThisCall])
  return (
    <header className="flex h-14 shrink-0 items-center gap-1 border-b border-line pr-2 pl-2 tablet:pl-5">
      {!tablet && (
        <Link
          href={room?.kind === 'direct' ? '/direct' : '/'}
          aria-label={t('room.back')}
          className="inline-flex size-target shrink-0 items-center justify-center rounded text-soft hover:bg-raised"
        >
          <ArrowLeft aria-hidden className="size-5" />
        </Link>
      )}
      {room === null ? (
        <Bone className="h-4 w-40" />
      ) : (
        <div className="flex min-w-0 flex-1 items-center gap-2">
          <RoomIcon room={room} presence={presence} className="max-tablet:hidden" />
          <h1 className="min-w-0 truncate font-semibold">{roomTitle(t, room)}</h1>
          {tablet && room.topic !== '' && (
            <p className="min-w-28 flex-1 basis-0 truncate border-l border-line pl-3 text-sm text-soft">{room.topic}</p>
          )}
        </div>
      )}
      {room !== null && room.archivedAt === null && !inThisCall && !isNotes(room) && (
        <Button
          ref={callButton}
          tone={call === null ? 'quiet' : 'primary'}
          aria-label={call === null ? t('room.call') : t('room.joinCall')}
          onClick={() => desk.ask(room.id)}
          className="px-2.5"
        >
          <Phone aria-hidden className="size-4.5" />
          {call !== null && tablet && t('room.joinCall')}
        </Button>
      )}
      {room !== null && room.myRole !== null && (
        <IconButton label={t('files.open')} aria-pressed={filesOpen} onClick={onFiles}>
          <Film aria-hidden className="size-4.5" />
        </IconButton>
      )}
      {hasPeople(room) && (
        <Button
          tone="quiet"
          aria-pressed={peopleOpen}
          aria-label={`${t('room.people')}, ${t('room.online', { count: presence.online })}`}
          onClick={onPeople}
          className="px-2.5"
        >
          <UsersRound aria-hidden className="size-4.5" />
          <span aria-hidden className="tabular-nums">
            {presence.online}
          </span>
        </Button>
      )}
      {room !== null && room.myRole !== null && room.kind !== 'direct' && (
        <RoomSettings
          room={room}
          trigger={
            <IconButton label={t('room.settings')}>
              <Settings2 aria-hidden className="size-4.5" />
            </IconButton>
          }
        />
      )}
    </header>
  )
}
