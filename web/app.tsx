import { useEffect } from 'react'
import { useClient, useValue } from './client'
import { FirstRun } from './first-run/first-run'
import { useFirstRun } from './first-run/remember'
import { navigate, routeOf, usePath } from './router'
import { Shell } from './shell'
import { SignPage } from './sign-in/sign-page'
import { ErrorBoundary } from './ui/error-boundary'
import { Toasts } from './ui/toast'

/** Decides between signing in, the first run and the rooms. */
export function App() {
  const account = useValue(useClient().accounts)
  const path = usePath()
  const route = routeOf(path)
  const firstRun = useFirstRun(account.status === 'signed-in' ? account.user.id : null)
  const signing = route.page === 'sign-in' || route.page === 'sign-up'

  useEffect(() => {
    if (account.status === 'signed-in' && signing) navigate('/', 'replace')
  }, [account.status, signing])

  return (
    <ErrorBoundary area="page" resetKey={path}>
      {account.status === 'signed-out' && <SignPage register={route.page === 'sign-up'} revoked={account.reason === 'revoked'} />}
      {account.status === 'signed-in' && firstRun.open && <FirstRun onDone={firstRun.finish} />}
      {account.status === 'signed-in' && !firstRun.open && <Shell key={account.user.id} user={account.user} route={route} />}
      <Toasts />
    </ErrorBoundary>
  )
}
