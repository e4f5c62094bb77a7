import { useState } from 'react'
import { flushSync } from 'react-dom'
import { useTranslation } from 'react-i18next'
import { limits } from '#protocol/limits'
import { failure } from '#sdk/failure'
import { useClient } from '#web/client'
import { failureText } from '#web/failure-text'
import { expectFirstRun, forgetFirstRun } from '#web/first-run/remember'
import { Button } from '#web/ui/button'
import { Field, FieldNote } from '#web/ui/field'
import { finePointer } from '#web/use-wide'
import { useTask } from '#web/use-task'
import { PasswordField } from './password-field'

const emailShape = /^[^\s@]+@[^\s@]+$/

type Problems = { name: string | null; email: string | null; password: string | null }

/** The address that a new server prints for its owner carries the code. */
const codeInAddress = (): string => new URLSearchParams(location.search).get('setup') ?? ''

/** Makes an account. Says what is wrong beside the field, after the first try and then as it is fixed. */
export function SignUpForm() {
  const { t } = useTranslation()
  const client = useClient()
  const [form, setForm] = useState({ name: '', email: '', password: '', setupCode: codeInAddress() })
  const [tried, setTried] = useState(false)
  const [hasCode, setHasCode] = useState(form.setupCode !== '')
  const set = (change: Partial<typeof form>) => {
    setForm({ ...form, ...change })
    signUp.clear()
  }
  const signUp = useTask(async () => {
    const { setupCode, ...rest } = form
    const email = form.email.trim()
    expectFirstRun(email)
    try {
      await client.accounts.register({
        ...rest,
        name: form.name.trim(),
        email,
        ...(setupCode.trim() === '' ? {} : { setupCode: setupCode.trim() }),
      })
    } catch (error) {
      forgetFirstRun()
      throw error
    }
  })
  const refusal = signUp.error === null ? null : failure(signUp.error)
  const problems = check()
  const shown: Problems = tried ? problems : { name: null, email: null, password: null }
  const owner = hasCode || refusal?.code === 'forbidden'

  return (
    <form
      noValidate
      className="flex flex-col gap-4"
      onSubmit={(event) => {
        event.preventDefault()
        flushSync(() => setTried(true))
        event.currentTarget.querySelector<HTMLElement>('[aria-invalid=true]')?.focus()
        if (problems.name === null && problems.email === null && problems.password === null) void signUp.run()
      }}
    >
      <Field
        label={t('sign.name')}
        name="name"
        autoFocus={finePointer()}
        autoComplete="name"
        maxLength={limits.nameLength}
        note={t('sign.nameNote')}
        value={form.name}
        error={shown.name}
        onChange={(event) => set({ name: event.target.value })}
      />
      <Field
        label={t('sign.email')}
        type="email"
        name="email"
        autoComplete="email"
        inputMode="email"
        maxLength={limits.emailLength}
        value={form.email}
        error={refusal?.code === 'email_taken' ? t('error.emailTaken') : shown.email}
        onChange={(event) => set({ email: event.target.value })}
      />
      <PasswordField
        value={form.password}
        onChange={(password) => set({ password })}
        fresh
        note={t('sign.passwordNote', { count: limits.passwordMin })}
        error={shown.password}
      />
      {owner && (
        <Field
          label={t('sign.setupCode')}
          name="setupCode"
          autoComplete="one-time-code"
          note={t('sign.setupCodeNote')}
          value={form.setupCode}
          onChange={(event) => set({ setupCode: event.target.value })}
        />
      )}
      {!owner && (
        <button
          type="button"
          className="self-start text-sm text-soft underline underline-offset-4 hover:text-ink"
          onClick={() => setHasCode(true)}
        >
          {t('sign.hasSetupCode')}
        </button>
      )}
      <FieldNote error={refusal !== null && refusal.code !== 'email_taken' ? explain() : null} />
      <Button type="submit" tone="primary" wide busy={signUp.busy} className="mt-1">
        {t('sign.up')}
      </Button>
    </form>
  )

  function check(): Problems {
    return {
      name: form.name.trim() === '' ? t('error.nameEmpty') : null,
      email: emailShape.test(form.email.trim()) ? null : t('error.emailBad'),
      password: form.password.length < limits.passwordMin ? t('error.passwordShort', { count: limits.passwordMin }) : null,
    }
  }

  function explain(): string {
    if (refusal?.errors.some((error) => error.path === '/email') === true) return t('error.emailBad')
    return failureText(t, signUp.error)
  }
}
