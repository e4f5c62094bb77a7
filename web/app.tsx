import { Suspense, use, useEffect } from 'react'
import type { User } from '#protocol/models'
import { useClient, useValue } from './client'
import { insideNow, loadInside } from './load-inside'
import { beyondDoor, navigate, routeOf, usePath, type Route } from './router'
import { SignPage } from './sign-in/sign-page'
import { ErrorBoundary } from './ui/error-boundary'
import { Toasts } from './ui/toast'

/** Decides between signing in and what is behind it. */
export function App() {
  const account = useValue(useClient().accounts)
  const path = usePath()
  const route = routeOf(path)
  const signing = route.page === 'sign-in' || route.page === 'sign-up'

  useEffect(() => {
    if (account.status === 'signed-in' && signing) navigate(beyondDoor(location.search), 'replace')
  }, [account.status, signing])

  // while somebody fills in the form, what they will see next is on its way
  useEffect(() => {
    if (account.status === 'signed-out') loadInside().catch(() => undefined)
  }, [account.status])

  return (
    <ErrorBoundary area="page" resetKey={path}>
      {account.status === 'signed-out' && <SignPage register={route.page === 'sign-up'} revoked={account.reason === 'revoked'} />}
      {account.status === 'signed-in' && (
        <Suspense>
          <Behind user={account.user} route={route} />
        </Suspense>
      )}
      <Toasts />
    </ErrorBoundary>
  )
}

function Behind(props: { user: User; route: Route }) {
  const { Inside } = insideNow() ?? use(loadInside())
  return <Inside {...props} />
}
