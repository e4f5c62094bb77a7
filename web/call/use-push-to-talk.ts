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

const walks = new Set(['Tab', 'ArrowUp', 'ArrowDown', 'ArrowLeft', 'ArrowRight'])

/**
 * Space held down talks, but not where one writes. A button that was walked to by keyboard is pressed by it; one that has the focus only
 * because it was clicked, or because a window over it is closed, is not: who mutes by mouse and then holds Space means to talk.
 */
export function usePushToTalk(handle: Call | undefined): void {
  useEffect(() => {
    if (handle === undefined) return
    const { press, release } = talking(handle)
    let walked = false
    let held = false
    const pointed = () => (walked = false)
    const pressed = (event: KeyboardEvent) => {
      const { target } = event
      if (walks.has(event.code)) walked = true
      if (event.code !== 'Space' || !(target instanceof HTMLElement) || target.closest(writing) !== null) return
      const pressable = target.closest('button, a, [tabindex="0"]') !== null
      if (pressable && !held && (walked || handle.getSnapshot().media.audio)) return
      event.preventDefault()
      // a button that opens a menu does it as the key goes down
      event.stopPropagation()
      held = true
      // repeats too: the first may have gone to a window that was closing
      press()
    }
    const released = (event: KeyboardEvent) => {
      if (event.code !== 'Space') return
      // Firefox presses a button when the key comes up
      if (held) event.preventDefault()
      held = false
      release()
    }
    document.addEventListener('pointerdown', pointed, true)
    document.addEventListener('keydown', pressed, true)
    document.addEventListener('keyup', released)
    addEventListener('blur', release)
    return () => {
      release()
      document.removeEventListener('pointerdown', pointed, true)
      document.removeEventListener('keydown', pressed, true)
      document.removeEventListener('keyup', released)
      removeEventListener('blur', release)
    }
  }, [handle])
}
