import { useEffect, useRef } from 'react'
import { useTranslation } from 'react-i18next'
import { usePreferences } from '#web/preferences'
import { Dialog } from '#web/ui/dialog'
import type { Call } from './desk'
import { useCallSnapshot } from './desk'
import { CheckLink } from './check-link'
import { DeviceProblems } from './device-problems'
import { DeviceSelects } from './device-selects'
import { LevelMeter } from './level-meter'
import { VoiceChoices } from './voice-choices'

/** Changes devices in mid-call; the others hear no gap but the switch itself. */
export function DevicesDialog({ open, onOpenChange, call }: { open: boolean; onOpenChange: (open: boolean) => void; call: Call }) {
  const { t } = useTranslation()
  const snapshot = useCallSnapshot(call)
  const { microphoneId, cameraId, noise, talk } = usePreferences()
  const before = useRef({ microphoneId, cameraId, noise })
  useEffect(() => {
    const was = before.current
    before.current = { microphoneId, cameraId, noise }
    if (was.microphoneId !== microphoneId || was.noise !== noise) void call.useMicrophone(microphoneId)
    if (was.cameraId !== cameraId) void call.useCamera(cameraId)
  }, [call, microphoneId, cameraId, noise])
  const spoke = useRef({ talk, open: false })
  useEffect(() => {
    const was = spoke.current
    if (was.talk === talk) return
    // nobody is heard by mistake: the microphone is off until the key is held, and as before when that is over
    const open = talk === 'push' && call.getSnapshot().media.audio
    spoke.current = { talk, open }
    if (open || was.open) void call.setMicrophone(was.open)
  }, [call, talk])
  return (
    <Dialog open={open} onOpenChange={onOpenChange} title={t('call.devicesTitle')}>
      <div className="flex flex-col gap-4">
        <LevelMeter stream={snapshot?.localStream ?? null} />
        <DeviceProblems problems={snapshot?.deviceProblems ?? []} />
        <DeviceSelects round={snapshot?.localStream} />
        <VoiceChoices />
        <CheckLink onFollow={() => onOpenChange(false)} />
      </div>
    </Dialog>
  )
}
