import { useSyncExternalStore } from 'react'

/** Puts an element on the whole screen, or takes it back. Where that is not allowed nothing happens. */
export async function toggleFullScreen(element: HTMLElement | null): Promise<void> {
  if (element !== null && document.fullscreenElement === element) await document.exitFullscreen()
  else await element?.requestFullscreen().catch(() => undefined)
}

/** The page as a whole, not the stage alone: windows and menus stand outside of the stage, and must be seen over it. */
const page = () => document.documentElement
const isWhole = () => document.fullscreenElement === page()

/** The stage on the whole screen, or back. */
export const toggleWholeStage = (): void => void toggleFullScreen(page())

/** Gives the screen back, if the stage has it. */
export function leaveWholeStage(): void {
  if (isWhole()) document.exitFullscreen().catch(() => undefined)
}

function subscribe(listener: () => void): () => void {
  document.addEventListener('fullscreenchange', listener)
  return () => document.removeEventListener('fullscreenchange', listener)
}

/** Whether the stage has the whole screen. */
export const useWholeStage = (): boolean => useSyncExternalStore(subscribe, isWhole)
