import Mic from 'lucide-react/icons/mic'
import MicOff from 'lucide-react/icons/mic-off'
import Video from 'lucide-react/icons/video'
import VideoOff from 'lucide-react/icons/video-off'
import { useEffect, useState } from 'react'
import { useTranslation } from 'react-i18next'
import type { JoinOptions } from '#sdk/calls/snapshot'
import { useClient, useValue } from '#web/client'
import { failureText } from '#web/failure-text'
import { setPreferences, usePreferences } from '#web/preferences'
import { Button } from '#web/ui/button'
import { Dialog } from '#web/ui/dialog'
import { FieldNote } from '#web/ui/field'
import { useCallSnapshot, type Call } from './desk'
import { CheckLink } from './check-link'
import { DeviceProblems } from './device-problems'
import { DeviceSelects } from './device-selects'
import { LevelMeter } from './level-meter'
import { PreviewPicture } from './preview-picture'
import { Toggle } from './toggle'
import { useBeforeCall } from './use-before-call'
import { usePreview } from './use-preview'
import { VoiceChoices } from './voice-choices'

/** Before a call: how I look and sound, which devices, and what the call says when it cannot take me. */
export function PreJoin({ roomId, onClose, onJoined }: { roomId: string; onClose: () => void; onJoined: () => void }) {
  const { t } = useTranslation()
  const client = useClient()
  const { room, call } = useValue(client.rooms.room(roomId))
  const [joining, setJoining] = useState<Call | null>(null)
  const snapshot = useCallSnapshot(joining)
  const failed = snapshot?.state === 'failed' ? snapshot.error : null
  const live = snapshot?.state === 'live' || snapshot?.state === 'reconnecting'
  useEffect(() => {
    if (!live) return
    onJoined()
    onClose()
  }, [live, onClose, onJoined])

  // closing the window takes back a join that has not come through
  const close = () => {
    if (snapshot?.state === 'joining') joining?.leave()
    client.calls.dismiss()
    onClose()
  }
  const note = useBeforeCall(roomId)
  return (
    <Dialog
      open
      onOpenChange={(open) => !open && close()}
      title={t(room?.kind === 'direct' ? 'call.preTitleDirect' : 'call.preTitle', { name: room?.name ?? '' })}
      {...(note === null ? {} : { note })}
      wide
      focusAfter={() => document.getElementById('stage')}
    >
      {client.calls.supported ? (
        <PreJoinForm
          started={call !== null}
          busy={snapshot !== null && !live && snapshot.state === 'joining'}
          error={failed === null ? null : failed.code === 'forbidden' ? t('call.removed') : failureText(t, failed)}
          onCheck={close}
          onJoin={(options) => setJoining(client.calls.join(roomId, options))}
        />
      ) : (
        <p className="text-soft">{t('call.unsupported')}</p>
      )}
    </Dialog>
  )
}

type PreJoinFormProps = {
  started: boolean
  busy: boolean
  error: string | null
  onCheck: () => void
  onJoin: (options: JoinOptions) => void
}

function PreJoinForm({ started, busy, error, onCheck, onJoin }: PreJoinFormProps) {
  const { t } = useTranslation()
  const { microphoneId, cameraId, joinMuted, joinWithCamera, talk } = usePreferences()
  const { stream, problems, asking, again } = usePreview({ camera: joinWithCamera, microphoneId, cameraId })
  const hasCamera = stream !== null && stream.getVideoTracks().length > 0
  const hasMicrophone = stream !== null && stream.getAudioTracks().length > 0
  const join = () =>
    onJoin({
      // pressed before the preview is there: the call asks for the devices itself
      // with push to talk the microphone is at hand, and off until the key is held
      audio: talk === 'open' && !joinMuted && (hasMicrophone || asking),
      video: joinWithCamera && (hasCamera || asking),
      ...(asking || stream === null || stream.getTracks().length === 0
        ? {}
        : { stream: new MediaStream(stream.getTracks().map((track) => track.clone())) }),
      ...(microphoneId === null ? {} : { microphoneId }),
      ...(cameraId === null ? {} : { cameraId }),
    })
  return (
    <div className="grid gap-5 tablet:grid-cols-2">
      <div className="flex flex-col gap-3">
        <PreviewPicture stream={hasCamera ? stream : null} />
        <LevelMeter stream={joinMuted ? null : stream} />
        <div className="flex justify-center gap-2">
          <Toggle
            on={!joinMuted}
            label={joinMuted ? t('call.micOn') : t('call.micOff')}
            onClick={() => setPreferences({ joinMuted: !joinMuted })}
          >
            {joinMuted ? <MicOff aria-hidden className="size-5" /> : <Mic aria-hidden className="size-5" />}
          </Toggle>
          <Toggle
            on={joinWithCamera}
            label={joinWithCamera ? t('call.camOff') : t('call.camOn')}
            onClick={() => setPreferences({ joinWithCamera: !joinWithCamera })}
          >
            {joinWithCamera ? <Video aria-hidden className="size-5" /> : <VideoOff aria-hidden className="size-5" />}
          </Toggle>
        </div>
        <DeviceProblems problems={problems} onRetry={again} />
      </div>
      <div className="flex flex-col gap-4">
        <DeviceSelects round={stream} />
        <details>
          <summary className="cursor-pointer py-1 text-sm font-medium">{t('stage.voice')}</summary>
          <div className="pt-2">
            <VoiceChoices />
          </div>
        </details>
        <FieldNote error={error} />
        {error !== null && <CheckLink onFollow={onCheck} />}
        <Button tone="primary" busy={busy} autoFocus onClick={join} className="mt-auto" wide>
          {started ? t('call.join') : t('call.start')}
        </Button>
      </div>
    </div>
  )
}
