import { expect, test } from 'bun:test'
import { LocalMedia } from './local-media'
import type { MediaPort } from './media-port'
import type { JoinOptions } from './snapshot'

class Track {
  enabled = true
  readyState = 'live'
  onended: (() => void) | null = null
  readonly kind: 'audio' | 'video'
  readonly deviceId: string
  constructor(kind: 'audio' | 'video', deviceId: string) {
    this.kind = kind
    this.deviceId = deviceId
  }
  stop(): void {
    this.readyState = 'ended'
  }
  getSettings(): { deviceId: string } {
    return { deviceId: this.deviceId }
  }
}

class Stream {
  readonly tracks: Track[]
  constructor(tracks: Track[] = []) {
    this.tracks = tracks
  }
  getTracks(): Track[] {
    return [...this.tracks]
  }
  addTrack(track: Track): void {
    this.tracks.push(track)
  }
  removeTrack(track: Track): void {
    this.tracks.splice(this.tracks.indexOf(track), 1)
  }
}

type Asked = { audio?: MediaTrackConstraints; video?: MediaTrackConstraints }

/** Devices as a browser gives them: by exact id, or the first of their kind. */
function scene(join: JoinOptions = {}, plugged: Record<'audio' | 'video', string[]> = { audio: ['desk', 'headset'], video: ['lid'] }) {
  const changes = new Set<() => void>()
  const port = {
    stream: () => new Stream(),
    onDevices: (run: () => void) => {
      changes.add(run)
      return () => changes.delete(run)
    },
    getUserMedia: async (asked: Asked) => {
      const tracks = (['audio', 'video'] as const).flatMap((kind) => {
        const wish = asked[kind]
        if (wish === undefined) return []
        const exact = (wish.deviceId as { exact: string } | undefined)?.exact
        const found = exact === undefined ? plugged[kind][0] : plugged[kind].find((id) => id === exact)
        if (found === undefined) throw new DOMException('none', exact === undefined ? 'NotFoundError' : 'OverconstrainedError')
        return [new Track(kind, found)]
      })
      return new Stream(tracks)
    },
  }
  const media = new LocalMedia(port as unknown as MediaPort, join, () => undefined)
  const settled = () => new Promise((resolve) => setImmediate(resolve))
  return {
    media,
    plugged,
    changes,
    async change(): Promise<void> {
      for (const run of changes) run()
      await settled()
    },
    /** Pulls out what is in use. */
    async pull(device: 'microphone' | 'camera'): Promise<void> {
      plugged[device === 'microphone' ? 'audio' : 'video'] = []
      ;(media.tracks[device] as unknown as Track).onended?.()
      await settled()
    },
  }
}

test('a chosen device that is not here today gives way to another of its kind', async () => {
  const { media } = scene({ microphoneId: 'left at home', cameraId: 'too' })
  await media.start({ audio: true, video: true })
  expect(media.devices).toEqual({ microphoneId: 'desk', cameraId: 'lid', deviceProblems: [] })
})

test('a device is chosen in mid-call, and null is whichever the system prefers', async () => {
  const { media } = scene()
  await media.start({ audio: true })
  await media.use('microphone', 'headset')
  expect(media.devices.microphoneId).toBe('headset')
  await media.use('microphone', null)
  expect(media.devices).toMatchObject({ microphoneId: 'desk', deviceProblems: [] })
})

test('a microphone that was pulled out comes back when one is plugged in', async () => {
  const { media, plugged, change, pull } = scene()
  await media.start({ audio: true })
  await pull('microphone')
  expect([media.audio, media.devices.deviceProblems]).toEqual([false, [{ device: 'microphone', reason: 'missing' }]])
  await change()
  expect(media.audio).toBe(false)
  plugged.audio = ['headset']
  await change()
  expect([media.audio, media.devices]).toEqual([true, { microphoneId: 'headset', cameraId: null, deviceProblems: [] }])
})

test('one that was turned off meanwhile stays off', async () => {
  const { media, plugged, change, pull } = scene()
  await media.start({ audio: true })
  await pull('microphone')
  await media.setMicrophone(false)
  plugged.audio = ['headset']
  await change()
  expect(media.audio).toBe(false)
})

test('a camera that is plugged in again is not on by itself, and nothing is said of it any more', async () => {
  const { media, plugged, change, pull } = scene()
  await media.start({ audio: true, video: true })
  await pull('camera')
  expect(media.devices.deviceProblems).toEqual([{ device: 'camera', reason: 'missing' }])
  plugged.video = ['lid']
  await change()
  expect([media.video, media.devices.deviceProblems]).toEqual([false, []])
})

test('nothing is listened for once the call is over', async () => {
  const { media, changes } = scene()
  await media.start({ audio: true })
  media.close()
  expect(changes.size).toBe(0)
})
