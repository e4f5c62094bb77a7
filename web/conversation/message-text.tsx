import { memo } from 'react'
import { segmentsOf } from './segments'

/** The words of a message, with links and code. */
export const MessageText = memo(function MessageText({ text }: { text: string }) {
  return segmentsOf(text).map((segment, index) => {
    switch (segment.kind) {
      case 'text':
        return segment.text
      case 'link':
        return (
          <a
            key={index}
            href={segment.text}
            target="_blank"
            rel="noreferrer noopener"
            className="text-accent underline underline-offset-2 hover:text-accent-strong"
          >
            {segment.text}
          </a>
        )
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
