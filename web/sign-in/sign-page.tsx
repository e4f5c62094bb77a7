import { useEffect } from 'react'
import { useTranslation } from 'react-i18next'
import { Link } from '#web/link'
import { beyondDoor, signUpPath } from '#web/router'
import { Logo } from '#web/ui/logo'
import { LanguageSwitch } from './language-switch'
import { SignInForm } from './sign-in-form'
import { SignUpForm } from './sign-up-form'

/** The door: sign in or sign up, and the language. */
export function SignPage({ register, revoked }: { register: boolean; revoked: boolean }) {
  const { t } = useTranslation()
  useEffect(() => {
    // the room one came from is nobody's to see in the tab
    document.title = t('name')
  }, [t])
  return (
    <div className="flex h-full flex-col overflow-y-auto">
      <header className="flex items-center justify-between gap-4 p-5">
        <span className="flex items-center gap-2.5">
          <Logo className="size-8" />
          <span className="text-lg font-semibold">{t('name')}</span>
        </span>
        <LanguageSwitch />
      </header>
      <main className="m-auto w-full max-w-sm p-5 pb-16">
        <h1 className="text-2xl font-semibold tracking-tight">{register ? t('sign.upTitle') : t('sign.inTitle')}</h1>
        <p className="mt-1.5 mb-7 text-soft">{register ? t('sign.upNote') : t('sign.inNote')}</p>
        {revoked && !register && (
          <p role="status" className="mb-5 rounded bg-warning-wash px-3 py-2 text-sm text-ink">
            {t('sign.revoked')}
          </p>
        )}
        {register ? <SignUpForm /> : <SignInForm />}
        <p className="mt-6 text-sm text-soft">
          {register ? t('sign.toIn') : t('sign.toUp')}{' '}
          <Link
            href={register ? beyondDoor(location.search) : signUpPath(location.pathname)}
            className="font-medium text-accent underline underline-offset-4 hover:text-accent-strong"
          >
            {register ? t('sign.in') : t('sign.up')}
          </Link>
        </p>
      </main>
    </div>
  )
}
