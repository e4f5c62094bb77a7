import Download from 'lucide-react/icons/download'
import Film from 'lucide-react/icons/film'
import Trash2 from 'lucide-react/icons/trash-2'
import { useState } from 'react'
import { useTranslation } from 'react-i18next'
import type { RoomFile } from '#protocol/models'
import { useClient } from '#web/client'
import { failureText } from '#web/failure-text'
import { clock, shortDateTimeOf } from '#web/i18n/dates'
import { IconButton } from '#web/ui/button'
import { Confirm } from '#web/ui/dialog'
import { toast } from '#web/ui/toast'
import { save } from './save'
import { sizeOf } from './sizes'

/** One recording: when, how long, how large; a press plays it. */
export function FileRow({ file, mayRemove, onPlay }: { file: RoomFile; mayRemove: boolean; onPlay: () => void }) {
  const { t, i18n } = useTranslation()
  const client = useClient()
  const [removing, setRemoving] = useState(false)
  const when = shortDateTimeOf(file.createdAt, i18n.language)
  const name = `${t('files.recording')}, ${when}`
  const facts = [file.durationMs === null ? null : clock(file.durationMs), sizeOf(file.bytes, i18n.language), file.createdBy?.name ?? null]
  const complain = (error: unknown) => toast(failureText(t, error))
  const download = async () => save((await client.api.files.link(file.id)).url, file.name)
  const remove = async () => {
    try {
      await client.api.files.remove(file.id)
      toast(t('files.removed'))
    } catch (error) {
      complain(error)
    }
  }
  return (
    <li className="flex items-center gap-1 rounded hover:bg-raised">
      <button type="button" onClick={onPlay} className="flex min-h-14 min-w-0 flex-1 items-center gap-3 px-2 py-1.5 text-left">
        <span className="flex size-9 shrink-0 items-center justify-center rounded bg-pressed text-soft">
          <Film aria-hidden className="size-4.5" />
        </span>
        <span className="sr-only">{t('files.play', { name: t('files.recording') })}</span>
        <span className="min-w-0 leading-tight">
          <span className="block truncate text-sm font-medium">{when}</span>
          <span className="block truncate text-xs text-soft tabular-nums">{facts.filter((fact) => fact !== null).join(' · ')}</span>
        </span>
      </button>
      <IconButton label={t('files.downloadOf', { name })} onClick={() => void download().catch(complain)}>
        <Download aria-hidden className="size-4.5" />
      </IconButton>
      {mayRemove && (
        <IconButton label={t('files.removeOf', { name })} onClick={() => setRemoving(true)}>
          <Trash2 aria-hidden className="size-4.5" />
        </IconButton>
      )}
      <Confirm
        open={removing}
        onOpenChange={setRemoving}
        title={t('files.removeTitle', { name })}
        note={t('files.removeNote')}
        action={t('files.remove')}
        onConfirm={remove}
      />
    </li>
  )
}
