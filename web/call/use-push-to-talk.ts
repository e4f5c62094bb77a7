import { useEffect } from 'react'
import type { Call } from './desk'

export const writing = 'input, textarea, select, [contenteditable], [role=dialog], [role=menu]'

/** Talking as long as something is held; quiet again after it, unless the microphone was on before. */
export function talking(handle: Call): { press: () => void; release: () => void } {
  let on = false
  return {
    press() {
      if (on || handle.getSnapshot().media.audio) return
      on = true
      void handle.setMicrophone(true)
    },
    release() {
      if (!on) return
      on = false
      void handle.setMicrophone(false)
    },
  }
}

/** Space held down talks, but not where one writes or presses a button. */
export function usePushToTalk(handle: Call | undefined): void {
  useEffect(() => {
    if (handle === undefined) return
    const { press, release } = talking(handle)
    const pressed = (event: KeyboardEvent) => {
      const { target } = event
      if (event.code !== 'Space' || !(target instanceof HTMLElement) || target.closest(`${writing}, button, a, [tabindex="0"]`) !== null)
        return
      event.preventDefault()
      if (!event.repeat) press()
    }
    const released = (event: KeyboardEvent) => event.code === 'Space' && release()
    document.addEventListener('keydown', pressed)
    document.addEventListener('keyup', released)
    addEventListener('blur', release)
    return () => {
      release()
      document.removeEventListener('keydown', pressed)
      document.removeEventListener('keyup', released)
      removeEventListener('blur', release)
    }
  }, [handle])
}
