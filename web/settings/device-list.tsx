import MonitorSmartphone from 'lucide-react/icons/monitor-smartphone'
import { useState } from 'react'
import { useTranslation } from 'react-i18next'
import type { Device } from '#protocol/http/devices'
import { useClient } from '#web/client'
import { failureText } from '#web/failure-text'
import { dateTimeOf } from '#web/i18n/dates'
import { Button } from '#web/ui/button'
import { Confirm } from '#web/ui/dialog'
import { Bone, Failed, Loading } from '#web/ui/states'
import { toast } from '#web/ui/toast'
import { useLoaded } from '#web/use-loaded'

/** Where I am signed in; each other device can be signed out. */
export function DeviceList() {
  const { t, i18n } = useTranslation()
  const client = useClient()
  const loaded = useLoaded('devices', () => client.api.devices.list())
  const [asking, setAsking] = useState<Device | null>(null)
  const nameOf = (device: Device) => (device.name === '' ? t('settings.unknownDevice') : device.name)

  if (loaded.status === 'loading') {
    return (
      <Loading label={t('loading')}>
        <Bone className="h-12 w-full" />
      </Loading>
    )
  }
  if (loaded.status === 'failed')
    return <Failed title={t('settings.devicesFailed')} note={failureText(t, loaded.error)} onRetry={loaded.reload} />

  const revoke = async () => {
    if (asking === null) return
    try {
      await client.api.devices.revoke(asking.id)
      loaded.change((list) => ({ ...list, items: list.items.filter((device) => device.id !== asking.id) }))
    } catch (error) {
      toast(failureText(t, error))
    }
  }
  const devices = loaded.value.items.toSorted((a, b) => Number(b.current) - Number(a.current) || b.lastSeenAt.localeCompare(a.lastSeenAt))
  return (
    <>
      <ul className="divide-y divide-line border-y border-line">
        {devices.map((device) => (
          <li key={device.id} className="flex min-h-15 items-center gap-3 py-2">
            <MonitorSmartphone aria-hidden className="size-5 shrink-0 text-soft" />
            <div className="min-w-0 flex-1">
              <p className="truncate text-sm font-medium">{nameOf(device)}</p>
              <p className="truncate text-xs text-faint">
                {device.current ? t('settings.thisDevice') : t('settings.seen', { when: dateTimeOf(device.lastSeenAt, i18n.language) })}
              </p>
            </div>
            {!device.current && (
              <Button aria-label={t('settings.signOutDevice', { name: nameOf(device) })} onClick={() => setAsking(device)}>
                {t('settings.signOut')}
              </Button>
            )}
          </li>
        ))}
      </ul>
      <Confirm
        open={asking !== null}
        onOpenChange={(open) => !open && setAsking(null)}
        title={t('settings.signOutTitle', { name: asking === null ? '' : nameOf(asking) })}
        note={t('settings.signOutNote')}
        action={t('settings.signOut')}
        onConfirm={revoke}
      />
    </>
  )
}
