import HeadphoneOff from 'lucide-react/icons/headphone-off'
import Headphones from 'lucide-react/icons/headphones'
import Mic from 'lucide-react/icons/mic'
import MicOff from 'lucide-react/icons/mic-off'
import MonitorUp from 'lucide-react/icons/monitor-up'
import MonitorX from 'lucide-react/icons/monitor-x'
import PhoneOff from 'lucide-react/icons/phone-off'
import Settings from 'lucide-react/icons/settings'
import Video from 'lucide-react/icons/video'
import VideoOff from 'lucide-react/icons/video-off'
import type { ReactNode } from 'react'
import { useTranslation } from 'react-i18next'
import { cx } from '#web/ui/cx'
import { Hint } from '#web/ui/hint'
import { useDesk, type Desk } from './desk'
import { Toggle } from './toggle'

/** Phones share no screens. */
export const canShare = typeof (globalThis.navigator?.mediaDevices as MediaDevices | undefined)?.getDisplayMedia === 'function'

type CallControlsProps = {
  call: NonNullable<Desk['call']>
  small?: boolean
  /** Leaves out what a phone has no room for. */
  few?: boolean
  /** Stands before the last. */
  more?: ReactNode
}

/** Mute, camera, screen, deafen, devices, leave. */
export function CallControls({ call, small = false, few = false, more }: CallControlsProps) {
  const { t } = useTranslation()
  const { openDevices, openShare } = useDesk()
  const { handle, media, deafened, sharing } = call
  const icon = small ? 'size-4.5' : 'size-5'
  const round = cx('inline-flex shrink-0 items-center justify-center rounded-full transition-colors', small ? 'size-target' : 'size-11')
  const quiet = cx(round, 'bg-pressed text-ink hover:bg-raised')
  const share = sharing === null ? t('stage.share') : t('stage.stopSharing')
  return (
    <>
      <Toggle
        small={small}
        on={media.audio}
        shortcut="M"
        label={media.audio ? t('call.micOff') : t('call.micOn')}
        onClick={() => void handle.setMicrophone(!media.audio)}
      >
        {media.audio ? <Mic aria-hidden className={icon} /> : <MicOff aria-hidden className={icon} />}
      </Toggle>
      <Toggle
        small={small}
        on={media.video}
        shortcut="V"
        label={media.video ? t('call.camOff') : t('call.camOn')}
        onClick={() => void handle.setCamera(!media.video)}
      >
        {media.video ? <Video aria-hidden className={icon} /> : <VideoOff aria-hidden className={icon} />}
      </Toggle>
      {!few && canShare && (
        <Hint text={share} side="top">
          <button
            type="button"
            aria-label={share}
            aria-pressed={sharing !== null}
            onClick={() => (sharing === null ? openShare() : handle.stopSharing())}
            className={sharing === null ? quiet : cx(round, 'bg-accent text-on-accent hover:bg-accent-strong')}
          >
            {sharing === null ? <MonitorUp aria-hidden className={icon} /> : <MonitorX aria-hidden className={icon} />}
          </button>
        </Hint>
      )}
      {!few && (
        <Toggle
          small={small}
          on={!deafened}
          shortcut="D"
          label={deafened ? t('call.deafOff') : t('call.deafOn')}
          onClick={() => void handle.setDeafened(!deafened)}
        >
          {deafened ? <HeadphoneOff aria-hidden className={icon} /> : <Headphones aria-hidden className={icon} />}
        </Toggle>
      )}
      {!few && (
        <Hint text={t('call.devices')} side="top">
          <button type="button" aria-label={t('call.devices')} onClick={openDevices} className={quiet}>
            <Settings aria-hidden className={icon} />
          </button>
        </Hint>
      )}
      {more}
      <Hint text={t('call.leave')} side="top">
        <button
          type="button"
          aria-label={t('call.leave')}
          onClick={() => handle.leave()}
          className={cx(round, 'bg-danger text-on-danger hover:opacity-90')}
        >
          <PhoneOff aria-hidden className={icon} />
        </button>
      </Hint>
    </>
  )
}
