import Mic from 'lucide-react/icons/mic'
import MicOff from 'lucide-react/icons/mic-off'
import PhoneOff from 'lucide-react/icons/phone-off'
import Settings from 'lucide-react/icons/settings'
import Video from 'lucide-react/icons/video'
import VideoOff from 'lucide-react/icons/video-off'
import { useTranslation } from 'react-i18next'
import { cx } from '#web/ui/cx'
import { Hint } from '#web/ui/hint'
import { useDesk, type Desk } from './desk'
import { Toggle } from './toggle'

/** Mute, camera, devices, leave. */
export function CallControls({
  call,
  small = false,
  devices = true,
}: {
  call: NonNullable<Desk['call']>
  small?: boolean
  devices?: boolean
}) {
  const { t } = useTranslation()
  const { openDevices } = useDesk()
  const { handle, media } = call
  const icon = small ? 'size-4.5' : 'size-5'
  const round = cx('inline-flex shrink-0 items-center justify-center rounded-full transition-colors', small ? 'size-target' : 'size-11')
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
      {devices && (
        <Hint text={t('call.devices')} side="top">
          <button
            type="button"
            aria-label={t('call.devices')}
            onClick={openDevices}
            className={cx(round, 'bg-pressed text-ink hover:bg-raised')}
          >
            <Settings aria-hidden className={icon} />
          </button>
        </Hint>
      )}
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
