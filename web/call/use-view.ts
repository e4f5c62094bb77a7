import { useEffect } from 'react'
import type { Item } from './arrange'
import type { Call } from './desk'
import type { Size } from './grid'

export type Shown = { readonly item: Item; readonly size: Size }

/** Tells the server what is on screen and how large in real pixels, so that nothing larger travels; nothing while the page is hidden. */
export function useView(handle: Call, shown: readonly Shown[]): void {
  const text = shown
    .filter(({ item }) => !item.one.self)
    .map(({ item, size }) => `${item.kind} ${item.one.participantId} ${step(size.width)} ${step(size.height)}`)
    .join('\n')
  useEffect(() => {
    const tell = () => {
      const lines = document.visibilityState === 'hidden' || text === '' ? [] : text.split('\n')
      handle.view(
        lines.map((line) => {
          const [source, participantId, width, height] = line.split(' ')
          return { participantId: participantId ?? '', source: source as 'camera' | 'screen', width: Number(width), height: Number(height) }
        }),
      )
    }
    tell()
    document.addEventListener('visibilitychange', tell)
    return () => document.removeEventListener('visibilitychange', tell)
  }, [handle, text])
  // the stage is closed: only voices are wanted
  useEffect(() => () => handle.view([]), [handle])
}

/** In steps, so that dragging a window's edge is not a hundred messages. */
function step(pixels: number): number {
  return Math.ceil((pixels * devicePixelRatio) / 64) * 64
}
