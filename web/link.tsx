import type { ComponentProps } from 'react'
import { follow } from './router'

/** A link inside the site: a real address, followed without loading the page again. */
export function Link({ onClick, ...rest }: ComponentProps<'a'> & { href: string }) {
  return (
    <a
      {...rest}
      onClick={(event) => {
        onClick?.(event)
        follow(event)
      }}
    />
  )
}
