import { useEffect } from 'react'
import type { Desk } from './desk'
import { usePushToTalk, writing } from './use-push-to-talk'

/** M mutes, V turns the camera, D the sound of the others, and Space held down talks while muted; none of them where one writes. */
export function useCallKeys(call: Desk['call']): void {
  const handle = call?.handle
  const audio = call?.media.audio ?? false
  const video = call?.media.video ?? false
  const deafened = call?.deafened ?? false
  usePushToTalk(handle)

  useEffect(() => {
    if (handle === undefined) return
    const pressed = (event: KeyboardEvent) => {
      if (event.repeat || event.ctrlKey || event.metaKey || event.altKey) return
      if ((event.target as HTMLElement).closest(writing) !== null) return
      // by place on the keyboard: the same keys in a Russian layout
      if (event.code === 'KeyM') void handle.setMicrophone(!audio)
      else if (event.code === 'KeyV') void handle.setCamera(!video)
      else if (event.code === 'KeyD') void handle.setDeafened(!deafened)
      else return
      event.preventDefault()
    }
    document.addEventListener('keydown', pressed)
    return () => document.removeEventListener('keydown', pressed)
  }, [handle, audio, video, deafened])
}
