import type { CallSnapshot, DeviceProblem, JoinOptions } from './snapshot'
import type { MediaPort } from './media-port'
import type { LocalTracks } from './plane'

type Device = DeviceProblem['device']

type DeviceTracks = Pick<LocalTracks, Device>

/**
 * My microphone and camera. The microphone is muted by silence (`enabled`), so unmuting is instant; the camera is given back,
 * so that its light goes out. One MediaStream for the whole call: tracks come and go in it.
 */
export class LocalMedia {
  readonly stream: MediaStream
  readonly #port: MediaPort
  readonly #changed: () => void
  readonly #constraints: NonNullable<JoinOptions['constraints']>
  readonly #ids: Record<Device, string | undefined>
  readonly #tracks: Record<Device, MediaStreamTrack | null> = { microphone: null, camera: null }
  readonly #problems = new Map<Device, DeviceProblem>()
  readonly #runs: Record<Device, number> = { microphone: 0, camera: 0 }
  readonly #forget: () => void
  #audio = false
  #closed = false

  constructor(port: MediaPort, options: JoinOptions, changed: () => void) {
    this.#port = port
    this.#changed = changed
    this.#constraints = options.constraints ?? {}
    this.#ids = { microphone: options.microphoneId, camera: options.cameraId }
    this.stream = port.stream()
    this.#forget = port.onDevices(() => this.#pluggedIn())
  }

  /** Takes over a preview's tracks and asks for what is missing. Never rejects: what could not be had is a problem. */
  async start({ audio = true, video = false, stream }: JoinOptions): Promise<void> {
    this.#audio = audio
    for (const track of stream?.getTracks() ?? []) {
      if (track.readyState === 'ended') continue
      if (track.kind === 'audio' && !this.#tracks.microphone) this.#put('microphone', track)
      else if (track.kind === 'video' && video && !this.#tracks.camera) this.#put('camera', track)
      else track.stop()
    }
    // one prompt for both where both are missing
    const both = audio && video && !this.#tracks.microphone && !this.#tracks.camera
    if (both && (await this.#acquireBoth())) return
    if (audio) await this.#acquire('microphone')
    if (video) await this.#acquire('camera')
  }

  get audio(): boolean {
    return this.#audio && this.#tracks.microphone !== null
  }

  get video(): boolean {
    return this.#tracks.camera !== null
  }

  get tracks(): DeviceTracks {
    return { ...this.#tracks }
  }

  /** Which devices are in use, and which could not be had. */
  get devices(): Pick<CallSnapshot, 'microphoneId' | 'cameraId' | 'deviceProblems'> {
    return { microphoneId: this.#idOf('microphone'), cameraId: this.#idOf('camera'), deviceProblems: [...this.#problems.values()] }
  }

  async setMicrophone(on: boolean): Promise<void> {
    this.#audio = on
    if (on && !this.#tracks.microphone) return this.#acquire('microphone')
    if (this.#tracks.microphone) this.#tracks.microphone.enabled = on
    this.#tell()
  }

  async setCamera(on: boolean): Promise<void> {
    if (on) return this.#tracks.camera ? undefined : this.#acquire('camera')
    this.#runs.camera++
    this.#put('camera', null)
    this.#tell()
  }

  /** Another device, in mid-call; null: whichever the system prefers. One that is off stays off and is used when it is switched on. */
  async use(device: Device, deviceId: string | null): Promise<void> {
    this.#ids[device] = deviceId ?? undefined
    if (this.#tracks[device]) await this.#acquire(device, true)
    else this.#tell()
  }

  close(): void {
    this.#closed = true
    this.#forget()
    this.#put('microphone', null)
    this.#put('camera', null)
  }

  #idOf(device: Device): string | null {
    return this.#tracks[device]?.getSettings().deviceId ?? this.#ids[device] ?? null
  }

  async #acquireBoth(): Promise<boolean> {
    try {
      const stream = await this.#port.getUserMedia({ audio: this.#wish('microphone'), video: this.#wish('camera') })
      for (const track of stream.getTracks()) this.#put(track.kind === 'audio' ? 'microphone' : 'camera', track)
      this.#tell()
      return true
    } catch {
      return false // asked for one by one: the other may be there
    }
  }

  async #acquire(device: Device, replace = false): Promise<void> {
    if (this.#tracks[device] && !replace) return
    const run = ++this.#runs[device]
    try {
      const stream = await this.#ask(device)
      const track = stream.getTracks()[0] ?? null
      if (this.#closed || run !== this.#runs[device]) return track?.stop()
      this.#problems.delete(device)
      this.#put(device, track)
    } catch (error) {
      if (run !== this.#runs[device]) return
      this.#problems.set(device, { device, reason: reasonOf(error) })
    }
    this.#tell()
  }

  async #ask(device: Device): Promise<MediaStream> {
    const ask = (): Promise<MediaStream> => {
      const wish = this.#wish(device)
      return this.#port.getUserMedia(device === 'microphone' ? { audio: wish } : { video: wish })
    }
    const id = this.#ids[device]
    if (id === undefined) return ask()
    return ask().catch((error: unknown) => {
      if (reasonOf(error) !== 'missing' || this.#ids[device] !== id) throw error
      // the one that was chosen is not here today: whatever else there is of its kind
      this.#ids[device] = undefined
      return ask()
    })
  }

  /** A microphone that was pulled out comes back by itself; a camera does not: nobody is shown unasked. */
  #pluggedIn(): void {
    if (this.#problems.get('camera')?.reason === 'missing') this.#problems.delete('camera')
    if (this.#problems.get('microphone')?.reason === 'missing' && this.#audio) void this.#acquire('microphone')
    else this.#tell()
  }

  #wish(device: Device): MediaTrackConstraints {
    const id = this.#ids[device]
    const exact = id === undefined ? {} : { deviceId: { exact: id } }
    if (device === 'microphone')
      return { echoCancellation: true, noiseSuppression: true, autoGainControl: true, ...this.#constraints.audio, ...exact }
    return { width: { ideal: 1280 }, height: { ideal: 720 }, frameRate: { ideal: 30 }, ...this.#constraints.video, ...exact }
  }

  #put(device: Device, track: MediaStreamTrack | null): void {
    const old = this.#tracks[device]
    if (old && old !== track) {
      old.onended = null
      this.stream.removeTrack(old)
      old.stop()
    }
    this.#tracks[device] = track
    if (!track) return
    if (this.#closed) return track.stop()
    if (device === 'microphone') track.enabled = this.#audio
    if (!this.stream.getTracks().includes(track)) this.stream.addTrack(track)
    // unplugged: whatever else there is of its kind
    track.onended = () => {
      this.#put(device, null)
      this.#ids[device] = undefined
      this.#tell()
      void this.#acquire(device)
    }
  }

  #tell(): void {
    if (!this.#closed) this.#changed()
  }
}

function reasonOf(error: unknown): DeviceProblem['reason'] {
  const name = error instanceof Error || error instanceof DOMException ? error.name : ''
  if (name === 'NotAllowedError' || name === 'SecurityError') return 'denied'
  if (name === 'NotFoundError' || name === 'OverconstrainedError') return 'missing'
  if (name === 'NotReadableError' || name === 'AbortError') return 'in-use'
  return 'failed'
}
