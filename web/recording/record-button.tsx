import CircleDot from 'lucide-react/icons/circle-dot'
import CircleStop from 'lucide-react/icons/circle-stop'
import { useTranslation } from 'react-i18next'
import type { CallSnapshot } from '#sdk/calls/snapshot'
import type { Call } from '#web/call/desk'
import { useClient } from '#web/client'
import { failureText } from '#web/failure-text'
import { IconButton } from '#web/ui/button'
import { toast } from '#web/ui/toast'
import { useTask } from '#web/use-task'

/** Begins and ends a recording, for those who may, where the server records. */
export function RecordButton({ call, may }: { call: CallSnapshot & { readonly handle: Call }; may: boolean }) {
  const { t } = useTranslation()
  const client = useClient()
  const phase = call.recording?.phase
  const on = phase === 'asking' || phase === 'on'
  const { recording } = call.handle
  const press = useTask(async () => {
    await (on ? recording.stop() : recording.start()).catch((error: unknown) => toast(failureText(t, error)))
  })
  if (!may || client.connection.capabilities?.features.includes('recording') !== true) return null
  return (
    <IconButton
      tone="stage"
      side="top"
      label={t(on ? 'recording.stop' : 'recording.start')}
      disabled={press.busy}
      onClick={() => void press.run()}
    >
      {on ? <CircleStop aria-hidden className="size-4.5 text-stage-danger" /> : <CircleDot aria-hidden className="size-4.5" />}
    </IconButton>
  )
}
