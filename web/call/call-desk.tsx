import { useCallback, useEffect, useMemo, useRef, useState, type ReactNode } from 'react'
import { useTranslation } from 'react-i18next'
import { useClient, useValue } from '#web/client'
import { failureText } from '#web/failure-text'
import { preferences } from '#web/preferences'
import { RingDesk } from '#web/ring/ring-desk'
import { toast } from '#web/ui/toast'
import { ConsentDialog, useRecordingToasts } from '#web/recording/consent-dialog'
import { useModerationToasts } from './call-notes'
import { DeskContext, isOver, useCallSnapshot, type Desk } from './desk'
import { DevicesDialog } from './devices-dialog'
import { PreJoin } from './pre-join'
import { RemoteAudio } from './remote-audio'
import { ShareDialog } from './share-dialog'
import { useCallKeys } from './use-call-keys'
import { useCallSounds } from './use-call-sounds'

/** Holds the call of this tab: its sound plays and its keys work on every page, and a reload goes back into it. */
export function CallDesk({ children }: { children: ReactNode }) {
  const { t } = useTranslation()
  const client = useClient()
  const { current } = useValue(client.calls)
  const snapshot = useCallSnapshot(current)
  const [asked, setAsked] = useState<string | null>(null)
  const [devices, setDevices] = useState(false)
  const [stage, setStage] = useState(true)
  const [share, setShare] = useState(false)
  const call = useMemo(
    () => (current === null || snapshot === null || isOver(snapshot) ? null : { ...snapshot, handle: current }),
    [current, snapshot],
  )

  const returned = useRef(false)
  useEffect(() => {
    if (returned.current) return
    returned.current = true
    const was = client.calls.interrupted()
    if (was === null) return
    const { microphoneId, cameraId, talk } = preferences()
    client.calls.join(was.roomId, {
      audio: was.media.audio && talk === 'open',
      video: was.media.video,
      ...(microphoneId === null ? {} : { microphoneId }),
      ...(cameraId === null ? {} : { cameraId }),
    })
  }, [client])

  // a call that failed on its own, after a reload or in the middle; the pre-join window says its own failures
  const failed = snapshot?.state === 'failed' && asked === null ? snapshot.error : null
  // who removed me is said below
  const said = snapshot?.moderated?.action === 'remove'
  useEffect(() => {
    if (failed === null) return
    if (!said) toast(failureText(t, failed))
    client.calls.dismiss()
  }, [failed, said, client, t])

  const live = call !== null
  useEffect(() => {
    if (!live) setShare(false)
  }, [live])

  useCallKeys(call)
  useCallSounds(call)
  useModerationToasts(snapshot?.moderated ?? null)
  useRecordingToasts(snapshot?.recording ?? null)

  const ask = useCallback((roomId: string) => setAsked(roomId), [])
  const openDevices = useCallback(() => setDevices(true), [])
  const openShare = useCallback(() => setShare(true), [])
  const desk = useMemo<Desk>(() => ({ call, ask, stage, setStage, openDevices, openShare }), [call, ask, stage, openDevices, openShare])

  return (
    <DeskContext value={desk}>
      {children}
      {asked !== null && <PreJoin roomId={asked} onClose={() => setAsked(null)} onJoined={() => setStage(true)} />}
      {call !== null && <DevicesDialog open={devices} onOpenChange={setDevices} call={call.handle} />}
      {call !== null && <ShareDialog open={share} onOpenChange={setShare} call={call.handle} />}
      {call !== null && <ConsentDialog call={call} />}
      {call !== null && <Voices call={call} />}
      <RingDesk />
    </DeskContext>
  )
}

/** Everybody's voice, and the sound of what they share. */
function Voices({ call }: { call: NonNullable<Desk['call']> }) {
  return call.participants
    .filter(({ self }) => !self)
    .flatMap(({ participantId, user, stream, screen }) =>
      [stream, screen].map(
        (sound, index) =>
          sound !== null && <RemoteAudio key={`${participantId} ${index}`} stream={sound} userId={user.id} muted={call.deafened} />,
      ),
    )
}
