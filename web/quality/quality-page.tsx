import { useTranslation } from 'react-i18next'
import { useClient } from '#web/client'
import { failureText } from '#web/failure-text'
import { timeOf, dateTimeOf } from '#web/i18n/dates'
import { Page, PageSection } from '#web/ui/page'
import { Bone, Failed, Loading } from '#web/ui/states'
import { useLoaded } from '#web/use-loaded'
import { ParticipantStory } from './participant-story'

/** Why a call was bad, for whom and when; for owners and moderators of its room, and for administrators. */
export function QualityPage({ callId }: { callId: string }) {
  const { t, i18n } = useTranslation()
  const client = useClient()
  const loaded = useLoaded(`quality ${callId}`, () => client.api.calls.quality(callId))
  if (loaded.status === 'failed')
    return (
      <Page title={t('quality.title')}>
        <Failed title={t('quality.failed')} note={failureText(t, loaded.error)} onRetry={loaded.reload} />
      </Page>
    )
  if (loaded.status === 'loading')
    return (
      <Page title={t('quality.title')}>
        <Loading label={t('loading')}>
          <Bone className="mt-4 h-24 w-full" />
        </Loading>
      </Page>
    )
  const { startedAt, endedAt, participants } = loaded.value
  const end = endedAt === null ? t('quality.goesOn') : timeOf(endedAt, i18n.language)
  return (
    <Page title={t('quality.title')}>
      <p className="pt-2 text-sm text-soft">
        {dateTimeOf(startedAt, i18n.language)} – {end}. {t('quality.intro')}
      </p>
      {participants.length === 0 && <p className="py-6 text-sm text-soft">{t('quality.nothing')}</p>}
      {participants.map((one) => (
        <PageSection key={one.participantId} title={one.user.name}>
          <ParticipantStory one={one} />
        </PageSection>
      ))}
    </Page>
  )
}
