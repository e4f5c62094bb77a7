import Volume2 from 'lucide-react/icons/volume-2'
import { useTranslation } from 'react-i18next'
import { setPreferences, usePreferences } from '#web/preferences'
import { Button } from '#web/ui/button'
import { Select } from '#web/ui/field'
import { useDevices } from './use-devices'
import { playTune } from './sounds'

/** Microphone, camera and speakers, remembered by this browser. `round` changes when names may have become known. */
export function DeviceSelects({ round }: { round: unknown }) {
  const { t } = useTranslation()
  const { microphoneId, cameraId, speakerId } = usePreferences()
  const devices = useDevices(round)
  const options = (list: readonly MediaDeviceInfo[], missing: string) => [
    { value: '', label: list.length === 0 ? missing : t('call.defaultDevice') },
    ...list.map((device) => ({ value: device.deviceId, label: device.label === '' ? device.deviceId.slice(0, 8) : device.label })),
  ]
  const known = (id: string | null, list: readonly MediaDeviceInfo[]) => (list.some((device) => device.deviceId === id) ? (id ?? '') : '')
  return (
    <div className="flex flex-col gap-3">
      <Select
        label={t('call.microphone')}
        value={known(microphoneId, devices.microphones)}
        options={options(devices.microphones, t('call.noMicrophone'))}
        onChange={(event) => setPreferences({ microphoneId: event.target.value || null })}
      />
      <Select
        label={t('call.camera')}
        value={known(cameraId, devices.cameras)}
        options={options(devices.cameras, t('call.noCamera'))}
        onChange={(event) => setPreferences({ cameraId: event.target.value || null })}
      />
      <div className="flex items-end gap-2">
        <Select
          className="flex-1"
          label={t('call.speaker')}
          value={known(speakerId, devices.speakers)}
          options={options(devices.speakers, t('call.defaultDevice'))}
          onChange={(event) => setPreferences({ speakerId: event.target.value || null })}
        />
        <Button aria-label={t('call.test')} onClick={() => void playTune('test', speakerId)} className="px-3">
          <Volume2 aria-hidden className="size-4.5" />
          {t('call.testShort')}
        </Button>
      </div>
    </div>
  )
}
