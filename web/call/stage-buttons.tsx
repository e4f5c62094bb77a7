import Expand from 'lucide-react/icons/expand'
import Shrink from 'lucide-react/icons/shrink'
import UserPlus from 'lucide-react/icons/user-plus'
import { useTranslation } from 'react-i18next'
import { RecordIcon } from '#web/recording/record-icon'
import type { useRecord } from '#web/recording/use-record'
import { IconButton } from '#web/ui/button'
import { toggleWholeStage, useWholeStage } from './full-screen'
import { useCallView } from './use-call-view'

/** What may be done with the whole call; null where it may not. */
export type StageAct = { record: ReturnType<typeof useRecord>; invite: (() => void) | null }

/** Recording, calling people in, and how the call is shown, beside its buttons. */
export function StageButtons({ record, invite }: StageAct) {
  const { t } = useTranslation()
  const view = useCallView()
  const whole = useWholeStage()
  const Whole = whole ? Shrink : Expand
  return (
    <>
      {record !== null && (
        <IconButton tone="stage" side="top" label={record.label} disabled={record.busy} onClick={record.press}>
          <RecordIcon on={record.on} className={record.on ? 'text-stage-danger' : ''} />
        </IconButton>
      )}
      {invite !== null && (
        <IconButton tone="stage" side="top" label={t('ring.invite')} onClick={invite}>
          <UserPlus aria-hidden className="size-4.5" />
        </IconButton>
      )}
      <IconButton tone="stage" side="top" label={view.label} onClick={view.toggle}>
        <view.Icon aria-hidden className="size-4.5" />
      </IconButton>
      <IconButton tone="stage" side="top" label={t(whole ? 'call.fullScreenEnd' : 'call.fullScreen')} onClick={toggleWholeStage}>
        <Whole aria-hidden className="size-4.5" />
      </IconButton>
    </>
  )
}
