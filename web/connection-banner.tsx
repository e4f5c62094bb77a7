import CloudOff from 'lucide-react/icons/cloud-off'
import Sparkles from 'lucide-react/icons/sparkles'
import type { LucideIcon } from 'lucide-react'
import { useEffect, useState, type ReactNode } from 'react'
import { useTranslation } from 'react-i18next'
import { useClient, useValue } from './client'
import { useUpdate } from './use-update'

/**
 * Says when the server is out of reach and counts down to the next try, quiet for the first second of a hiccup; and when it came back
 * with another web client than this page.
 */
export function ConnectionBanner() {
  const { t } = useTranslation()
  const { connection } = useClient()
  const state = useValue(connection)
  const trouble =
    state.status === 'waiting' ||
    state.status === 'offline' ||
    state.status === 'stopped' ||
    (state.status === 'connecting' && state.attempt > 0)
  const late = useLate(trouble, 1_000)
  const newer = useUpdate()

  if (!trouble && newer)
    return <Banner icon={Sparkles} text={t('connection.updated')} action={t('connection.reload')} onAction={() => location.reload()} />
  if (!late || !trouble) return null
  if (state.status === 'stopped') {
    if (state.reason === 'replaced')
      return <Banner text={t('connection.replaced')} action={t('connection.useHere')} onAction={() => connection.start()} />
    if (state.reason === 'refused')
      return <Banner text={t('connection.refused')} action={t('connection.reload')} onAction={() => location.reload()} />
    return null
  }
  if (state.status === 'offline') return <Banner text={t('connection.offline')} />
  if (state.status === 'connecting') return <Banner text={t('connection.connecting')} />
  return <Banner text={<Countdown until={state.retryAt} />} action={t('connection.tryNow')} onAction={() => connection.retryNow()} />
}

type BannerProps = { text: ReactNode; icon?: LucideIcon; action?: string; onAction?: () => void }

function Banner({ text, icon: Icon = CloudOff, action, onAction }: BannerProps) {
  return (
    <div
      className="flex min-h-11 items-center justify-center gap-3 border-b border-line bg-warning-wash px-4 py-1.5 text-sm text-ink"
      data-testid="connection-banner"
    >
      <Icon aria-hidden className="size-4 shrink-0 text-warning" />
      <span role="status">{text}</span>
      {action !== undefined && (
        <button
          type="button"
          onClick={onAction}
          className="min-h-8 shrink-0 rounded px-2 font-semibold text-accent underline underline-offset-4 hover:text-accent-strong"
        >
          {action}
        </button>
      )}
    </div>
  )
}

/** The seconds tick for the eye only: a screen reader hears the sentence once. */
function Countdown({ until }: { until: number }) {
  const { t } = useTranslation()
  const [now, setNow] = useState(() => Date.now())
  useEffect(() => {
    const timer = setInterval(() => setNow(Date.now()), 250)
    return () => clearInterval(timer)
  }, [])
  const count = Math.max(0, Math.ceil((until - now) / 1_000))
  return (
    <span className="tabular-nums" aria-live="off">
      {count === 0 ? t('connection.waitingNow') : t('connection.waiting', { count })}
    </span>
  )
}

function useLate(on: boolean, milliseconds: number): boolean {
  const [late, setLate] = useState(false)
  useEffect(() => {
    if (!on) {
      setLate(false)
      return
    }
    const timer = setTimeout(() => setLate(true), milliseconds)
    return () => clearTimeout(timer)
  }, [on, milliseconds])
  return late
}
