/** Puts an element on the whole screen, or takes back what is there. Where that is not allowed nothing happens. */
export async function toggleFullScreen(element: HTMLElement | null): Promise<void> {
  if (document.fullscreenElement !== null) await document.exitFullscreen()
  else await element?.requestFullscreen().catch(() => undefined)
}
