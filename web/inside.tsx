import type { User } from '#protocol/models'
import { FirstRun } from './first-run/first-run'
import { useFirstRun } from './first-run/remember'
import type { Route } from './router'
import { Shell } from './shell'

/** What a person sees who is signed in: the three first steps once, then the shell. */
export function Inside({ user, route }: { user: User; route: Route }) {
  const firstRun = useFirstRun()
  return firstRun.open ? <FirstRun onDone={firstRun.finish} /> : <Shell key={user.id} user={user} route={route} />
}
