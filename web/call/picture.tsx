import { useEffect, useRef } from 'react'
import { cx } from '#web/ui/cx'

type PictureProps = { stream: MediaStream; whole?: boolean; mirrored?: boolean }

/** A live picture without its sound. `whole` shows all of it, else it fills its tile. */
export function Picture({ stream, whole = false, mirrored = false }: PictureProps) {
  const video = useRef<HTMLVideoElement>(null)
  useEffect(() => {
    const element = video.current
    if (element === null) return
    element.srcObject = stream
    element.play().catch(() => undefined)
  }, [stream])
  return (
    <video
      ref={video}
      autoPlay
      playsInline
      muted
      className={cx('size-full', whole ? 'object-contain' : 'object-cover', mirrored && '-scale-x-100')}
    />
  )
}
