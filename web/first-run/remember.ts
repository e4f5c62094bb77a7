import { useCallback, useState } from 'react'

const key = 'boltorezka.first-run'

/** Called when somebody has just made an account in this browser: they get the three steps. */
export function expectFirstRun(email: string): void {
  sessionStorage.setItem(key, email)
}

/** Called when making the account did not work after all. */
export function forgetFirstRun(): void {
  sessionStorage.removeItem(key)
}

/** Open only for a person who has just signed up in this tab, until they finish or skip. */
export function useFirstRun(): { open: boolean; finish: () => void } {
  const [, draw] = useState(0)
  const finish = useCallback(() => {
    forgetFirstRun()
    draw((count) => count + 1)
  }, [])
  return { open: sessionStorage.getItem(key) !== null, finish }
}
