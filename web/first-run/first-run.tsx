import Check from 'lucide-react/icons/check'
import { useState, type ReactNode } from 'react'
import { useTranslation } from 'react-i18next'
import { DeviceProblems } from '#web/call/device-problems'
import { DeviceSelects } from '#web/call/device-selects'
import { LevelMeter } from '#web/call/level-meter'
import { PreviewPicture } from '#web/call/preview-picture'
import { usePreview } from '#web/call/use-preview'
import { useClient, useValue } from '#web/client'
import { failureText } from '#web/failure-text'
import { usePreferences } from '#web/preferences'
import { LookChoices } from '#web/settings/look-choices'
import { Button } from '#web/ui/button'
import { cx } from '#web/ui/cx'
import { Logo } from '#web/ui/logo'
import { toast } from '#web/ui/toast'
import { useTask } from '#web/use-task'

const steps = 3

/** The first minutes: look, rooms, voice. Every step can be skipped. */
export function FirstRun({ onDone }: { onDone: () => void }) {
  const { t } = useTranslation()
  const [step, setStep] = useState(1)
  const last = step === steps
  const forward = () => (last ? onDone() : setStep(step + 1))
  return (
    <main className="flex h-full flex-col overflow-y-auto">
      <div className="m-auto flex w-full max-w-lg flex-col p-5">
        <div className="mb-8 flex items-center gap-3">
          <Logo className="size-8" />
          <p className="text-sm text-soft">{t('firstRun.step', { step, of: steps })}</p>
          <span aria-hidden className="ml-auto flex gap-1.5">
            {[1, 2, 3].map((one) => (
              <span key={one} className={cx('h-1.5 w-6 rounded-full', one <= step ? 'bg-accent' : 'bg-pressed')} />
            ))}
          </span>
        </div>
        <div className="tablet:min-h-96">
          {step === 1 && (
            <Step title={t('firstRun.lookTitle')} note={t('firstRun.lookNote')}>
              <LookChoices />
            </Step>
          )}
          {step === 2 && (
            <Step title={t('firstRun.roomsTitle')} note={t('firstRun.roomsNote')}>
              <OpenRooms />
            </Step>
          )}
          {step === 3 && (
            <Step title={t('firstRun.callsTitle')} note={t('firstRun.callsNote')}>
              <VoiceCheck />
            </Step>
          )}
        </div>
        <div className="mt-8 flex items-center justify-between gap-2">
          <Button tone="quiet" className="-ml-3.5" onClick={onDone}>
            {t('skip')}
          </Button>
          <span className="flex gap-2">
            {step > 1 && <Button onClick={() => setStep(step - 1)}>{t('back')}</Button>}
            <Button tone="primary" onClick={forward}>
              {last ? t('firstRun.finish') : t('next')}
            </Button>
          </span>
        </div>
      </div>
    </main>
  )
}

function Step({ title, note, children }: { title: string; note: string; children: ReactNode }) {
  return (
    <section className="animate-fade">
      <h1 className="text-2xl font-semibold tracking-tight">{title}</h1>
      <p className="mt-1.5 mb-7 text-soft">{note}</p>
      <div className="flex flex-col gap-5">{children}</div>
    </section>
  )
}

function OpenRooms() {
  const { t } = useTranslation()
  const { rooms, status } = useValue(useClient().rooms)
  const open = rooms.filter((room) => room.visibility === 'open' && room.archivedAt === null)
  if (status === 'ready' && open.length === 0) return <p className="text-soft">{t('firstRun.roomsNone')}</p>
  return (
    <ul className="divide-y divide-line border-y border-line">
      {open.slice(0, 8).map((room) => (
        <OpenRoom key={room.id} id={room.id} name={room.name} topic={room.topic} joined={room.myRole !== null} />
      ))}
    </ul>
  )
}

function OpenRoom({ id, name, topic, joined }: { id: string; name: string; topic: string; joined: boolean }) {
  const { t } = useTranslation()
  const client = useClient()
  const join = useTask(() => client.rooms.join(id).catch((error: unknown) => toast(failureText(t, error))))
  return (
    <li className="flex min-h-15 items-center gap-3 py-2">
      <div className="min-w-0 flex-1">
        <p className="truncate font-medium">{name}</p>
        {topic !== '' && <p className="truncate text-sm text-soft">{topic}</p>}
      </div>
      {joined ? (
        <span className="flex items-center gap-1.5 text-sm text-success">
          <Check aria-hidden className="size-4" />
          {t('firstRun.joined')}
        </span>
      ) : (
        <Button busy={join.busy} onClick={() => void join.run()}>
          {t('rail.join')}
        </Button>
      )}
    </li>
  )
}

function VoiceCheck() {
  const { t } = useTranslation()
  const [on, setOn] = useState(false)
  if (!useClient().calls.supported) return <p className="text-soft">{t('call.unsupported')}</p>
  if (!on) {
    return (
      <Button className="self-start" onClick={() => setOn(true)}>
        {t('firstRun.callsStart')}
      </Button>
    )
  }
  return <Checked />
}

function Checked() {
  const { microphoneId, cameraId } = usePreferences()
  const { stream, problems } = usePreview({ camera: true, microphoneId, cameraId })
  return (
    <div className="flex flex-col gap-3">
      <PreviewPicture stream={stream !== null && stream.getVideoTracks().length > 0 ? stream : null} />
      <LevelMeter stream={stream} />
      <DeviceProblems problems={problems} />
      <DeviceSelects round={stream} />
    </div>
  )
}
