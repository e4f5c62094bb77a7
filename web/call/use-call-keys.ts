import { useEffect } from 'react'
import type { Desk } from './desk'

/** M mutes and V turns the camera, anywhere but in a place one writes in. */
export function useCallKeys(call: Desk['call']): void {
  const handle = call?.handle
  const audio = call?.media.audio ?? false
  const video = call?.media.video ?? false
  useEffect(() => {
    if (handle === undefined) return
    const pressed = (event: KeyboardEvent) => {
      if (event.repeat || event.ctrlKey || event.metaKey || event.altKey) return
      const target = event.target as HTMLElement
      if (target.closest('input, textarea, select, [contenteditable], [role=dialog], [role=menu]') !== null) return
      // by place on the keyboard: the same two keys in a Russian layout
      if (event.code === 'KeyM') void handle.setMicrophone(!audio)
      else if (event.code === 'KeyV') void handle.setCamera(!video)
      else return
      event.preventDefault()
    }
    document.addEventListener('keydown', pressed)
    return () => document.removeEventListener('keydown', pressed)
  }, [handle, audio, video])
}
