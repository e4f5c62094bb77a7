import HeadphoneOff from 'lucide-react/icons/headphone-off'
import Headphones from 'lucide-react/icons/headphones'
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

/** Mute, deafen, camera, devices, leave. `few` leaves out what a phone's bar has no room for. */
export function CallControls({ call, small = false, few = false }: { call: NonNullable<Desk['call']>; small?: boolean; few?: boolean }) {
  const { t } = useTranslation()
  const { openDevices, deaf, setDeaf } = useDesk()
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
      {!few && (
        <Toggle small={small} on={!deaf} label={deaf ? t('call.deafOff') : t('call.deafOn')} onClick={() => setDeaf(!deaf)}>
          {deaf ? <HeadphoneOff aria-hidden className={icon} /> : <Headphones aria-hidden className={icon} />}
        </Toggle>
      )}
      {!few && (
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
