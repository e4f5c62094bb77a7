import { useTranslation } from 'react-i18next'
import type { CallSnapshot } from '#sdk/calls/snapshot'
import type { Call } from '#web/call/desk'
import { useClient } from '#web/client'
import { failureText } from '#web/failure-text'
import { toast } from '#web/ui/toast'
import { useTask } from '#web/use-task'

type Record = { readonly on: boolean; readonly busy: boolean; readonly label: string; readonly press: () => void }

/** Begins and ends a recording; null for those who may not, and where the server does not record. */
export function useRecord(call: CallSnapshot & { readonly handle: Call }, may: boolean): Record | null {
  const { t } = useTranslation()
  const client = useClient()
  const phase = call.recording?.phase
  const on = phase === 'asking' || phase === 'on'
  const { recording } = call.handle
  const press = useTask(async () => {
    await (on ? recording.stop() : recording.start()).catch((error: unknown) => toast(failureText(t, error)))
  })
  if (!may || client.connection.capabilities?.features.includes('recording') !== true) return null
  return { on, busy: press.busy, label: t(on ? 'recording.stop' : 'recording.start'), press: () => void press.run() }
}
