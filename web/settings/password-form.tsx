import { useState } from 'react'
import { useTranslation } from 'react-i18next'
import { limits } from '#protocol/limits'
import { failure } from '#sdk/failure'
import { useClient } from '#web/client'
import { failureText } from '#web/failure-text'
import { PasswordField } from '#web/sign-in/password-field'
import { Button } from '#web/ui/button'
import { FieldNote } from '#web/ui/field'
import { toast } from '#web/ui/toast'
import { useTask } from '#web/use-task'

/** A new password, for whoever knows the one they have. Every other device is signed out by it, and `onChanged` told. */
export function PasswordForm({ onChanged }: { onChanged: () => void }) {
  const { t } = useTranslation()
  const client = useClient()
  const [open, setOpen] = useState(false)
  const [current, setCurrent] = useState('')
  const [next, setNext] = useState('')
  const close = () => {
    setOpen(false)
    setCurrent('')
    setNext('')
  }
  const save = useTask(async () => {
    await client.api.users.update({ password: { current, new: next } })
    toast(t('settings.passwordChanged'))
    close()
    onChanged()
  })
  const wrong = save.error !== null && failure(save.error).errors.some(({ path }) => path === '/password/current')

  if (!open) {
    return (
      <Button className="self-start" onClick={() => setOpen(true)}>
        {t('settings.changePassword')}
      </Button>
    )
  }
  return (
    <form
      className="flex flex-col gap-4"
      onSubmit={(event) => {
        event.preventDefault()
        void save.run()
      }}
    >
      <PasswordField
        label={t('settings.passwordNow')}
        autoFocus
        value={current}
        onChange={setCurrent}
        fresh={false}
        error={wrong ? t('error.passwordNow') : null}
      />
      <PasswordField
        label={t('settings.passwordNew')}
        value={next}
        onChange={setNext}
        fresh
        note={`${t('sign.passwordNote', { count: limits.passwordMin })} ${t('settings.passwordNote')}`}
      />
      <FieldNote error={save.error !== null && !wrong ? failureText(t, save.error) : null} />
      <div className="flex justify-end gap-2">
        <Button onClick={() => (save.clear(), close())}>{t('cancel')}</Button>
        <Button type="submit" tone="primary" busy={save.busy} disabled={current === '' || next.length < limits.passwordMin}>
          {t('settings.changePassword')}
        </Button>
      </div>
    </form>
  )
}
