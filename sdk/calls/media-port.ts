import { browserSfu, type SfuLibrary } from './sfu/library'

/** What calls need from the platform; tests give their own. */
export type MediaPort = {
  readonly supported: boolean
  peer(configuration: RTCConfiguration): RTCPeerConnection
  stream(): MediaStream
  getUserMedia(constraints: MediaStreamConstraints): Promise<MediaStream>
  getDisplayMedia(options: DisplayMediaStreamOptions): Promise<MediaStream>
  readonly sfu: SfuLibrary
  /** How loud a local track is, 0..1; null where it cannot be measured. */
  meter(track: MediaStreamTrack): { read(): number; close(): void } | null
  /** A device was plugged in or pulled out. */
  onDevices(run: () => void): () => void
  /** The page is going away. */
  onLeaving(run: () => void): () => void
}

/** The browser's WebRTC; `supported` is false elsewhere and on pages that are not secure. */
export function browserMedia(): MediaPort {
  const devices = globalThis.navigator?.mediaDevices as MediaDevices | undefined
  return {
    supported: typeof globalThis.RTCPeerConnection === 'function' && devices !== undefined,
    peer: (configuration) => new RTCPeerConnection(configuration),
    stream: () => new MediaStream(),
    getUserMedia: (constraints) =>
      devices ? devices.getUserMedia(constraints) : Promise.reject(new DOMException('no devices', 'NotFoundError')),
    getDisplayMedia: (options) =>
      devices ? devices.getDisplayMedia(options) : Promise.reject(new DOMException('no screen', 'NotFoundError')),
    sfu: browserSfu(),
    meter: loudness,
    onDevices(run) {
      devices?.addEventListener('devicechange', run)
      return () => devices?.removeEventListener('devicechange', run)
    },
    onLeaving(run) {
      if (typeof globalThis.addEventListener !== 'function') return () => undefined
      globalThis.addEventListener('pagehide', run)
      return () => globalThis.removeEventListener('pagehide', run)
    },
  }
}

let context: AudioContext | null = null

function loudness(track: MediaStreamTrack): ReturnType<MediaPort['meter']> {
  try {
    context ??= new AudioContext()
    if (context.state === 'suspended') void context.resume().catch(() => undefined)
    const source = context.createMediaStreamSource(new MediaStream([track]))
    const analyser = context.createAnalyser()
    analyser.fftSize = 512
    source.connect(analyser)
    const samples = new Float32Array(analyser.fftSize)
    return {
      read() {
        analyser.getFloatTimeDomainData(samples)
        let sum = 0
        for (const sample of samples) sum += sample * sample
        return Math.min(1, Math.sqrt(sum / samples.length) * 4)
      },
      close: () => source.disconnect(),
    }
  } catch {
    return null
  }
}
