import Copy from 'lucide-react/icons/copy'
import RotateCw from 'lucide-react/icons/rotate-cw'
import { useEffect } from 'react'
import { useTranslation } from 'react-i18next'
import { useClient, useValue } from '#web/client'
import { failureText } from '#web/failure-text'
import { Button } from '#web/ui/button'
import { copyText } from '#web/ui/copy-text'
import { Page, PageSection } from '#web/ui/page'
import { Bone, Failed, Loading } from '#web/ui/states'
import { toast } from '#web/ui/toast'
import { ConclusionNote } from './conclusion-note'
import { FindingList } from './finding-list'
import { reportOf } from './report'
import { WayRow } from './way-row'

/** Which ways calls have from this device, in plain words, and what to change. Begins by itself. */
export function DoctorPage() {
  const { t } = useTranslation()
  const { doctor } = useClient()
  const found = useValue(doctor)
  useEffect(() => void doctor.run(), [doctor])
  const running = found.state === 'idle' || found.state === 'running'
  const copy = async () => {
    toast(t((await copyText(reportOf(t, found))) ? 'doctor.copied' : 'history.notCopied'))
  }
  return (
    <Page title={t('doctor.title')}>
      <p className="pt-2 text-sm text-soft">{t('doctor.intro')}</p>
      {found.state === 'failed' ? (
        <Failed title={t('doctor.failed')} note={failureText(t, found.error)} onRetry={() => void doctor.run()} />
      ) : (
        <>
          <ConclusionNote found={found} />
          {found.ways.length > 0 && (
            <PageSection title={t('doctor.waysTitle')}>
              <ul className="-mb-6 divide-y divide-line border-t border-line">
                {found.ways.map((way) => (
                  <WayRow key={way.id} way={way} />
                ))}
              </ul>
            </PageSection>
          )}
          {found.state !== 'unsupported' && (
            <PageSection title={t('doctor.serverTitle')} {...(found.server?.findings.length ? { note: t('doctor.serverNote') } : {})}>
              {found.server === null ? (
                <Loading label={t('loading')}>
                  <Bone className="h-12 w-full" />
                </Loading>
              ) : (
                <FindingList findings={found.server.findings} />
              )}
            </PageSection>
          )}
          <div className="flex flex-wrap gap-2 py-6">
            <Button tone="primary" busy={running} onClick={() => void doctor.run()}>
              <RotateCw aria-hidden className="size-4" />
              {t('doctor.again')}
            </Button>
            <Button disabled={running} onClick={() => void copy()}>
              <Copy aria-hidden className="size-4" />
              {t('doctor.copy')}
            </Button>
          </div>
        </>
      )}
    </Page>
  )
}
