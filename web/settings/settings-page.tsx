import LogOut from 'lucide-react/icons/log-out'
import { useState } from 'react'
import { useTranslation } from 'react-i18next'
import { limits } from '#protocol/limits'
import type { User } from '#protocol/models'
import { CheckLink } from '#web/call/check-link'
import { useClient } from '#web/client'
import { failureText } from '#web/failure-text'
import { Link } from '#web/link'
import { setPreferences, usePreferences } from '#web/preferences'
import { Avatar } from '#web/ui/avatar'
import { Button } from '#web/ui/button'
import { Switch } from '#web/ui/choice'
import { Field } from '#web/ui/field'
import { Page, PageSection } from '#web/ui/page'
import { toast } from '#web/ui/toast'
import { useTask } from '#web/use-task'
import { DeviceList } from './device-list'
import { LookChoices } from './look-choices'
import { PasswordForm } from './password-form'

/** Name, look, sounds, devices, and the way out. */
export function SettingsPage({ user }: { user: User }) {
  const { t } = useTranslation()
  const client = useClient()
  const { callSounds, ringtone } = usePreferences()
  const [devicesVersion, setDevicesVersion] = useState(0)
  return (
    <Page title={t('settings.title')}>
      <PageSection title={t('settings.profile')}>
        <div className="flex items-center gap-4">
          <Avatar id={user.id} name={user.name} size="lg" />
          <div className="min-w-0">
            <p className="truncate font-medium">{user.name}</p>
            <p className="truncate text-sm text-soft">{user.email}</p>
          </div>
        </div>
        <NameForm user={user} />
        <PasswordForm onChanged={() => setDevicesVersion(devicesVersion + 1)} />
        {user.role !== 'user' && (
          <Link href="/admin" className="self-start text-sm font-medium text-accent underline underline-offset-4 tablet:hidden">
            {t('rail.admin')}
          </Link>
        )}
      </PageSection>
      <PageSection title={t('settings.look')}>
        <LookChoices />
      </PageSection>
      <PageSection title={t('settings.calls')}>
        <Switch label={t('settings.sounds')} checked={callSounds} onChange={(next) => setPreferences({ callSounds: next })} />
        <Switch label={t('ring.setting')} checked={ringtone} onChange={(next) => setPreferences({ ringtone: next })} />
        <CheckLink />
      </PageSection>
      <PageSection title={t('settings.devices')} note={t('settings.devicesNote')}>
        <DeviceList key={devicesVersion} />
        <Button className="self-start" onClick={() => void client.accounts.logout()}>
          <LogOut aria-hidden className="size-4" />
          {t('settings.signOutHere')}
        </Button>
      </PageSection>
    </Page>
  )
}

function NameForm({ user }: { user: User }) {
  const { t } = useTranslation()
  const client = useClient()
  const [name, setName] = useState(user.name)
  const save = useTask(async () => {
    client.accounts.changed(await client.api.users.update({ name: name.trim() }))
    toast(t('saved'))
  })
  return (
    <form
      className="flex flex-wrap items-end gap-2"
      onSubmit={(event) => {
        event.preventDefault()
        void save.run()
      }}
    >
      <Field
        className="min-w-56 flex-1"
        label={t('settings.name')}
        value={name}
        maxLength={limits.nameLength}
        autoComplete="name"
        error={save.error === null ? null : failureText(t, save.error)}
        onChange={(event) => setName(event.target.value)}
      />
      <Button type="submit" tone="primary" busy={save.busy} disabled={name.trim() === '' || name.trim() === user.name}>
        {t('save')}
      </Button>
    </form>
  )
}
