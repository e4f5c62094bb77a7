import { useState } from 'react'
import { useTranslation } from 'react-i18next'
import { setPreferences, usePreferences } from '#web/preferences'
import { Button } from '#web/ui/button'
import { Choice, Switch } from '#web/ui/choice'
import { Dialog } from '#web/ui/dialog'
import { FieldNote } from '#web/ui/field'
import type { Call } from './desk'

/** What kind of screen it is and how large it may be, before the browser asks which one. Remembered. */
export function ShareDialog({ open, onOpenChange, call }: { open: boolean; onOpenChange: (open: boolean) => void; call: Call }) {
  const { t } = useTranslation()
  const { shareContent, shareQuality, shareAudio } = usePreferences()
  const [busy, setBusy] = useState(false)
  const [error, setError] = useState<string | null>(null)
  const share = async () => {
    setBusy(true)
    setError(null)
    const shared = await call.shareScreen({ content: shareContent, quality: shareQuality, audio: shareAudio }).catch(() => null)
    setBusy(false)
    if (shared === true) onOpenChange(false)
    else setError(t(shared === null ? 'stage.shareFailed' : 'stage.shareDenied'))
  }
  return (
    <Dialog open={open} onOpenChange={onOpenChange} title={t('stage.shareTitle')} note={t('stage.shareNote')}>
      <div className="flex flex-col gap-4">
        <Choice
          label={t('stage.content')}
          value={shareContent}
          onChange={(next) => setPreferences({ shareContent: next })}
          options={[
            { value: 'text', label: t('stage.text') },
            { value: 'motion', label: t('stage.motion') },
          ]}
        />
        <FieldNote note={t(shareContent === 'text' ? 'stage.textNote' : 'stage.motionNote')} />
        <Choice
          label={t('stage.quality')}
          value={shareQuality}
          onChange={(next) => setPreferences({ shareQuality: next })}
          options={(['1080p', '1440p', '2160p'] as const).map((value) => ({ value, label: value }))}
        />
        <Switch label={t('stage.withSound')} checked={shareAudio} onChange={(next) => setPreferences({ shareAudio: next })} />
        <FieldNote error={error} />
        <Button tone="primary" wide busy={busy} onClick={() => void share()}>
          {t('stage.shareGo')}
        </Button>
      </div>
    </Dialog>
  )
}
