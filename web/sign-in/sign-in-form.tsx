import { useState } from 'react'
import { flushSync } from 'react-dom'
import { useTranslation } from 'react-i18next'
import { failure } from '#sdk/failure'
import { useClient } from '#web/client'
import { failureText } from '#web/failure-text'
import { Button } from '#web/ui/button'
import { Field, FieldNote } from '#web/ui/field'
import { finePointer } from '#web/use-wide'
import { useTask } from '#web/use-task'
import { PasswordField } from './password-field'

export function SignInForm() {
  const { t } = useTranslation()
  const client = useClient()
  const [email, setEmail] = useState('')
  const [password, setPassword] = useState('')
  const [tried, setTried] = useState(false)
  const signIn = useTask(() => client.accounts.login({ email: email.trim(), password }))
  return (
    <form
      noValidate
      className="flex flex-col gap-4"
      onSubmit={(event) => {
        event.preventDefault()
        flushSync(() => setTried(true))
        event.currentTarget.querySelector<HTMLElement>('[aria-invalid=true]')?.focus()
        if (email.trim() !== '' && password !== '') void signIn.run()
      }}
    >
      <Field
        label={t('sign.email')}
        type="email"
        name="email"
        autoFocus={finePointer()}
        autoComplete="email"
        inputMode="email"
        value={email}
        onChange={(event) => setEmail(event.target.value)}
        error={tried && email.trim() === '' ? t('error.emailEmpty') : null}
      />
      <PasswordField
        value={password}
        onChange={setPassword}
        fresh={false}
        error={tried && password === '' ? t('error.passwordEmpty') : null}
      />
      <FieldNote error={signIn.error === null ? null : explain()} />
      <Button type="submit" tone="primary" wide busy={signIn.busy} className="mt-1">
        {t('sign.in')}
      </Button>
    </form>
  )

  function explain(): string {
    const { code } = failure(signIn.error)
    if (code === 'unauthenticated' || code === 'invalid') return t('error.wrongPassword')
    if (code === 'forbidden') return t('error.disabled')
    return failureText(t, signIn.error)
  }
}
