import { useEffect, useRef } from 'react'

type Watcher = EventTarget & { destroy(): void }

/** What closes as a phone asks: its back button or gesture closes what lies over the page, and only then leaves the page. */
export function useCloseRequest(open: boolean, onClose: () => void): void {
  const close = useRef(onClose)
  close.current = onClose
  useEffect(() => {
    const { CloseWatcher } = globalThis as { CloseWatcher?: new () => Watcher }
    // with a real keyboard Escape asks, and is heard where it is pressed
    if (!open || CloseWatcher === undefined || matchMedia('(pointer: fine)').matches) return
    const watcher = new CloseWatcher()
    watcher.addEventListener('close', () => close.current())
    return () => watcher.destroy()
  }, [open])
}
