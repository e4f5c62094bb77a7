import { useEffect, useRef, type RefObject } from 'react'
import { useDesk } from '#web/call/desk'
import { finePointer } from '#web/use-wide'

/** Where one writes, wherever it is drawn. */
export const composerId = 'composer'

/** What has the focus after a window that led to a room; nothing on a touch screen. */
export const writingPlace = (): HTMLElement | null => (finePointer() ? document.getElementById(composerId) : null)

const windows = '[role=dialog], [role=alertdialog], [role=menu]'

/**
 * Writing needs no click first: a room that is opened has the focus in its composer, and letters typed over the messages go there.
 * Not on a touch screen, whose keyboard would jump up, and not in a call, where letters are keys of it.
 */
export function useTypingAnywhere(area: RefObject<HTMLTextAreaElement | null>): void {
  const inCall = useDesk().call !== null
  const calling = useRef(inCall)
  calling.current = inCall

  useEffect(() => {
    if (calling.current || !finePointer() || document.querySelector(windows) !== null) return
    area.current?.focus({ preventScroll: true })
  }, [area])

  useEffect(() => {
    if (inCall) return
    const pressed = (event: KeyboardEvent) => {
      if (event.key.length !== 1 || event.key === ' ' || event.ctrlKey || event.metaKey || event.altKey || event.isComposing) return
      const target = event.target as HTMLElement
      const reading = target === document.body || target.matches('[data-message], [data-testid=history], #main')
      if (reading && document.querySelector(windows) === null) area.current?.focus({ preventScroll: true })
    }
    document.addEventListener('keydown', pressed)
    return () => document.removeEventListener('keydown', pressed)
  }, [area, inCall])
}
