import { useEffect, useRef, useState } from 'react'
import { useTranslation } from 'react-i18next'
import type { CallSnapshot, RecordingSnapshot } from '#sdk/calls/snapshot'
import type { Call } from '#web/call/desk'
import { failureText } from '#web/failure-text'
import { Button } from '#web/ui/button'
import { Dialog } from '#web/ui/dialog'
import { toast } from '#web/ui/toast'

/** Asks whether I may be recorded. Who closes it without an answer is not. */
export function ConsentDialog({ call }: { call: CallSnapshot & { readonly handle: Call } }) {
  const { t } = useTranslation()
  const { recording } = call
  const [closed, setClosed] = useState<string | null>(null)
  const going = recording !== null && (recording.phase === 'asking' || recording.phase === 'on')
  const open = going && recording.mine === null && closed !== recording.recordingId
  const answer = (given: boolean) => {
    setClosed(recording?.recordingId ?? null)
    void call.handle.recording.consent(given).catch((error: unknown) => {
      setClosed(null)
      toast(failureText(t, error))
    })
  }
  return (
    <Dialog
      open={open}
      onOpenChange={(wanted) => !wanted && setClosed(recording?.recordingId ?? null)}
      title={t('recording.askTitle')}
      note={t('recording.askNote')}
    >
      <div className="flex flex-wrap justify-end gap-2">
        <Button onClick={() => answer(false)}>{t('recording.refuse')}</Button>
        <Button tone="primary" onClick={() => answer(true)}>
          {t('recording.agree')}
        </Button>
      </div>
    </Dialog>
  )
}

/** Says where the recording went. */
export function useRecordingToasts(recording: RecordingSnapshot | null): void {
  const { t } = useTranslation()
  const told = useRef<string | null>(null)
  const phase = recording?.phase
  const id = recording?.recordingId
  useEffect(() => {
    if ((phase !== 'ready' && phase !== 'failed') || id === undefined || told.current === id) return
    told.current = id
    toast(t(phase === 'ready' ? 'recording.ready' : 'recording.failed'))
  }, [phase, id, t])
}

/** Whether this person's picture and voice stay out of the recording that goes on. */
export function isUnrecorded(recording: RecordingSnapshot | null, participantId: string): boolean {
  if (recording === null || recording.phase !== 'on') return false
  return !recording.consents.some((consent) => consent.participantId === participantId && consent.given === true)
}
