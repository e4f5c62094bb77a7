import Download from 'lucide-react/icons/download'
import { useRef } from 'react'
import { useTranslation } from 'react-i18next'
import type { RoomFile } from '#protocol/models'
import { useClient } from '#web/client'
import { failureText } from '#web/failure-text'
import { shortDateTimeOf } from '#web/i18n/dates'
import { Dialog } from '#web/ui/dialog'
import { Bone, Failed, Loading } from '#web/ui/states'
import { useLoaded } from '#web/use-loaded'
import { sizeOf } from './sizes'

/** Plays a recording, and offers its tracks. Its address ends after a while: then a new one is asked for, and it goes on where it was. */
export function PlayerDialog({ file, onClose }: { file: RoomFile; onClose: () => void }) {
  const { t, i18n } = useTranslation()
  const client = useClient()
  const link = useLoaded(file.id, () => client.api.files.link(file.id))
  const at = useRef(0)
  const again = useRef(0)
  const name = `${t('files.recording')}, ${shortDateTimeOf(file.createdAt, i18n.language)}`
  const failed = () => {
    // once for each place: what cannot be played at all would be asked for without end
    if (again.current === at.current && at.current !== 0) return
    again.current = at.current
    link.reload()
  }
  const player = {
    controls: true,
    className: 'w-full rounded bg-stage',
    onTimeUpdate: (event: { currentTarget: HTMLMediaElement }) => (at.current = event.currentTarget.currentTime),
    onLoadedMetadata: ({ currentTarget }: { currentTarget: HTMLMediaElement }) => {
      // only where it goes on: a seek takes the poster away
      if (at.current > 0) currentTarget.currentTime = at.current
    },
    onError: failed,
  }
  return (
    <Dialog open onOpenChange={(open) => !open && onClose()} title={name} wide>
      {link.status === 'loading' && (
        <Loading label={t('files.loading')}>
          <Bone className="aspect-video w-full" />
        </Loading>
      )}
      {link.status === 'failed' && <Failed title={t('files.gone')} note={failureText(t, link.error)} onRetry={link.reload} />}
      {link.status === 'ready' && (
        <>
          {file.width === null ? (
            <audio {...player} src={link.value.url} />
          ) : (
            <video {...player} src={link.value.url} poster={link.value.posterUrl ?? ''} playsInline />
          )}
          <p className="mt-3">
            <DownloadLink href={link.value.url} name={file.name} text={`${t('files.download')}, ${sizeOf(file.bytes, i18n.language)}`} />
          </p>
          {file.parts.length > 0 && (
            <details className="mt-3">
              <summary className="min-h-target cursor-pointer text-sm font-medium">{t('files.tracks')}</summary>
              <ul>
                {file.parts.map((part) => (
                  <li key={part.id}>
                    <DownloadLink
                      href={link.value.parts.find(({ id }) => id === part.id)?.url ?? ''}
                      name={part.name}
                      text={t('files.track', { name: part.name, size: sizeOf(part.bytes, i18n.language) })}
                    />
                  </li>
                ))}
              </ul>
            </details>
          )}
        </>
      )}
    </Dialog>
  )
}

function DownloadLink({ href, name, text }: { href: string; name: string; text: string }) {
  return (
    <a href={href} download={name} className="inline-flex min-h-target items-center gap-2 text-sm text-accent underline underline-offset-2">
      <Download aria-hidden className="size-4" />
      {text}
    </a>
  )
}
