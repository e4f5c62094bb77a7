import { useCallback, useEffect, useRef, useState } from 'react'
import type { DeviceProblem } from '#sdk/calls/snapshot'
import { usePreferences } from '#web/preferences'
import { openDevices } from './microphone'

export type PreviewWish = { camera: boolean; microphoneId: string | null; cameraId: string | null }
type Opened = { stream: MediaStream | null; problems: readonly DeviceProblem[]; asking: boolean }
/** `again` asks once more: somebody has allowed by now what they refused. */
type Preview = Opened & { again: () => void }

/** My own camera and microphone before the call. Stops everything it opened; a call gets a clone. */
export function usePreview({ camera, microphoneId, cameraId }: PreviewWish): Preview {
  const [state, setState] = useState<Opened>({ stream: null, problems: [], asking: true })
  const owned = useRef<MediaStream | null>(null)
  const { noise } = usePreferences()
  const [round, setRound] = useState(0)

  useEffect(() => {
    let wanted = true
    setState((old) => ({ ...old, asking: true }))
    void open({ camera, microphoneId, cameraId }).then(({ stream, problems }) => {
      if (!wanted) return stop(stream)
      stop(owned.current)
      owned.current = stream
      setState({ stream, problems, asking: false })
    })
    return () => {
      wanted = false
    }
  }, [camera, microphoneId, cameraId, noise, round])

  useEffect(
    () => () => {
      stop(owned.current)
      owned.current = null
    },
    [],
  )

  const again = useCallback(() => setRound((count) => count + 1), [])
  return { ...state, again }
}

function stop(stream: MediaStream | null): void {
  for (const track of stream?.getTracks() ?? []) track.stop()
}

// one at a time: a missing camera must not take the microphone away
async function open({ camera, microphoneId, cameraId }: PreviewWish): Promise<{ stream: MediaStream; problems: DeviceProblem[] }> {
  const stream = new MediaStream()
  const problems: DeviceProblem[] = []
  const add = async (device: DeviceProblem['device'], wish: MediaStreamConstraints) => {
    try {
      const got = await openDevices(wish)
      for (const track of got.getTracks()) stream.addTrack(track)
    } catch (error) {
      problems.push({ device, reason: reasonOf(error) })
    }
  }
  const chosen = (id: string | null) => (id === null ? {} : { deviceId: { ideal: id } })
  await add('microphone', { audio: { echoCancellation: true, autoGainControl: true, ...chosen(microphoneId) } })
  if (camera) await add('camera', { video: { width: { ideal: 1280 }, height: { ideal: 720 }, ...chosen(cameraId) } })
  return { stream, problems }
}

function reasonOf(error: unknown): DeviceProblem['reason'] {
  const name = error instanceof DOMException ? error.name : ''
  if (name === 'NotAllowedError' || name === 'SecurityError') return 'denied'
  if (name === 'NotFoundError' || name === 'OverconstrainedError') return 'missing'
  if (name === 'NotReadableError' || name === 'AbortError') return 'in-use'
  return 'failed'
}
