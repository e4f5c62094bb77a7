import { useEffect, useRef } from 'react'
import { useTranslation } from 'react-i18next'

/** Me as a mirror shows me, or a quiet sentence while the camera is off. */
export function PreviewPicture({ stream }: { stream: MediaStream | null }) {
  const { t } = useTranslation()
  const video = useRef<HTMLVideoElement>(null)
  useEffect(() => {
    if (video.current !== null) video.current.srcObject = stream
  }, [stream])
  return (
    <div className="relative aspect-video overflow-hidden rounded bg-stage">
      {stream === null ? (
        <p className="absolute inset-0 flex items-center justify-center text-sm text-stage-ink">{t('call.cameraOff')}</p>
      ) : (
        <video ref={video} autoPlay playsInline muted className="size-full -scale-x-100 object-cover" />
      )}
    </div>
  )
}
