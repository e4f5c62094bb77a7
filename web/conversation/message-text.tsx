import { memo } from 'react'
import { Link } from '#web/link'
import { routeOf } from '#web/router'
import { segmentsOf } from './segments'

const link = 'text-accent underline underline-offset-2 hover:text-accent-strong'

/** The words of a message, with links and code. */
export const MessageText = memo(function MessageText({ text }: { text: string }) {
  return segmentsOf(text).map((segment, index) => {
    switch (segment.kind) {
      case 'text':
        return segment.text
      case 'link':
        return <Address key={index} address={segment.text} />
      case 'code':
        return (
          <code key={index} className="rounded-sm bg-raised px-1 py-0.5 font-mono text-sm">
            {segment.text}
          </code>
        )
      case 'block':
        return (
          <pre key={index} className="my-1 overflow-x-auto rounded bg-raised px-3 py-2 font-mono text-sm whitespace-pre" tabIndex={0}>
            {segment.text}
          </pre>
        )
      default:
        return segment.kind satisfies never
    }
  })
})

/** A page of this server opens in place, any other beside it. */
function Address({ address }: { address: string }) {
  const inside = placeOf(address)
  if (inside !== null) {
    return (
      <Link href={inside} className={link}>
        {address}
      </Link>
    )
  }
  return (
    <a href={address} target="_blank" rel="noreferrer noopener" className={link}>
      {address}
    </a>
  )
}

function placeOf(address: string): string | null {
  if (!URL.canParse(address)) return null
  const { origin, pathname, search } = new URL(address)
  return origin === location.origin && routeOf(pathname).page !== 'lost' ? pathname + search : null
}
