import { useEffect } from 'react'
import type { Desk } from './desk'

const writing = 'input, textarea, select, [contenteditable], [role=dialog], [role=menu]'

/** M mutes, V turns the camera, and Space held down talks while muted; none of them where one writes. */
export function useCallKeys(call: Desk['call']): void {
  const handle = call?.handle
  const audio = call?.media.audio ?? false
  const video = call?.media.video ?? false

  useEffect(() => {
    if (handle === undefined) return
    const pressed = (event: KeyboardEvent) => {
      if (event.repeat || event.ctrlKey || event.metaKey || event.altKey) return
      if ((event.target as HTMLElement).closest(writing) !== null) return
      // by place on the keyboard: the same two keys in a Russian layout
      if (event.code === 'KeyM') void handle.setMicrophone(!audio)
      else if (event.code === 'KeyV') void handle.setCamera(!video)
      else return
      event.preventDefault()
    }
    document.addEventListener('keydown', pressed)
    return () => document.removeEventListener('keydown', pressed)
  }, [handle, audio, video])

  useEffect(() => {
    if (handle === undefined) return
    let talking = false
    const pressed = (event: KeyboardEvent) => {
      const { target } = event
      if (event.code !== 'Space' || !(target instanceof HTMLElement) || target.closest(`${writing}, button, a, [tabindex="0"]`) !== null)
        return
      event.preventDefault()
      if (event.repeat || handle.getSnapshot().media.audio) return
      talking = true
      void handle.setMicrophone(true)
    }
    const quiet = () => {
      if (!talking) return
      talking = false
      void handle.setMicrophone(false)
    }
    const released = (event: KeyboardEvent) => event.code === 'Space' && quiet()
    document.addEventListener('keydown', pressed)
    document.addEventListener('keyup', released)
    addEventListener('blur', quiet)
    return () => {
      quiet()
      document.removeEventListener('keydown', pressed)
      document.removeEventListener('keyup', released)
      removeEventListener('blur', quiet)
    }
  }, [handle])
}
