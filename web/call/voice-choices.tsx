import { useTranslation } from 'react-i18next'
import { setPreferences, usePreferences } from '#web/preferences'
import { Choice } from '#web/ui/choice'
import { FieldNote } from '#web/ui/field'

/** What takes the noise out of my microphone, and whether it is always open. */
export function VoiceChoices() {
  const { t } = useTranslation()
  const { noise, talk } = usePreferences()
  return (
    <div className="flex flex-col gap-4">
      <div className="flex flex-col gap-2">
        <Choice
          label={t('stage.noise')}
          value={noise}
          onChange={(next) => setPreferences({ noise: next })}
          options={[
            { value: 'browser', label: t('stage.noiseBrowser') },
            { value: 'strong', label: t('stage.noiseStrong') },
            { value: 'off', label: t('stage.noiseOff') },
          ]}
        />
        <FieldNote note={t('stage.noiseNote')} />
      </div>
      <div className="flex flex-col gap-2">
        <Choice
          label={t('stage.talk')}
          value={talk}
          onChange={(next) => setPreferences({ talk: next })}
          options={[
            { value: 'open', label: t('stage.talkOpen') },
            { value: 'push', label: t('stage.talkPush') },
          ]}
        />
        <FieldNote note={t('stage.talkNote')} />
      </div>
    </div>
  )
}
