import { useTranslation } from 'react-i18next'
import type { Unreached } from '#sdk/calls/rings'
import { useClient, useValue } from '#web/client'
import { failureText } from '#web/failure-text'
import { Button } from '#web/ui/button'
import { toast } from '#web/ui/toast'
import { rung } from './rung'

const words = { declined: 'ring.declined', busy: 'ring.busy', timeout: 'ring.noAnswer' } as const

/** Whom this call rings, and what became of those it could not reach. */
export function CallingLine({ callId }: { callId: string | null }) {
  const { t, i18n } = useTranslation()
  const client = useClient()
  const { calling } = useValue(client.calls.rings)
  if (calling === null || calling.callId !== callId) return null
  const called = rung(calling)
  if (called.length === 0 && calling.unreached.length === 0) return null
  const again = async ({ user }: Unreached) => {
    try {
      await client.calls.invite(calling.callId, [user.id])
    } catch (error) {
      toast(failureText(t, error))
    }
  }
  const names = new Intl.ListFormat(i18n.language).format(called.map(({ name }) => name))
  return (
    <div role="status" data-testid="calling" className="flex flex-col items-center gap-1 pt-2 text-center text-sm">
      {called.length > 0 && <p className="animate-pulse-soft">{t('ring.calling', { names })}</p>}
      {calling.unreached.map((one) => (
        <p key={one.user.id} className="flex items-center gap-2">
          {t(words[one.why], { name: one.user.name })}
          {!calling.people.some(({ id }) => id === one.user.id) && (
            <Button tone="stage" onClick={() => void again(one)}>
              {t('ring.again')}
            </Button>
          )}
        </p>
      ))}
    </div>
  )
}
