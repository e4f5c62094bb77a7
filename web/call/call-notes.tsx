import VideoOff from 'lucide-react/icons/video-off'
import { useEffect, useRef } from 'react'
import { useTranslation } from 'react-i18next'
import type { CallSnapshot } from '#sdk/calls/snapshot'
import { toast } from '#web/ui/toast'
import { DeviceProblems } from './device-problems'

/** What the call did by itself, and what keeps a device from working. */
export function CallNotes({ call }: { call: CallSnapshot }) {
  const { t } = useTranslation()
  const { video } = call.adaptation
  return (
    <div className="mx-auto flex w-full max-w-md flex-col gap-2 pt-2 empty:hidden">
      {video !== 'full' && (
        <p role="status" className="flex items-center justify-center gap-2 text-center text-sm">
          <VideoOff aria-hidden className="size-4 shrink-0" />
          {t(video === 'off' ? 'stage.videoOff' : 'stage.reduced')}
        </p>
      )}
      <DeviceProblems problems={call.deviceProblems} />
    </div>
  )
}

/** Says who turned my microphone off, or removed me. */
export function useModerationToasts(moderated: CallSnapshot['moderated']): void {
  const { t } = useTranslation()
  const told = useRef(moderated)
  useEffect(() => {
    if (moderated === null || moderated === told.current) return
    told.current = moderated
    toast(t(moderated.action === 'mute' ? 'stage.wasMuted' : 'stage.wasRemoved', { name: moderated.by.name }))
  }, [moderated, t])
}
