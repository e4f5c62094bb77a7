import type { MediaPort } from './media-port'
import { shareFramerates } from './sender-limits'
import type { ScreenShare, ShareOptions } from './snapshot'

const sizes: Record<ScreenShare['quality'], { width: number; height: number }> = {
  '1080p': { width: 1920, height: 1080 },
  '1440p': { width: 2560, height: 1440 },
  '2160p': { width: 3840, height: 2160 },
}

/** What I share. One at a time; it also ends when the browser's own bar, or the shared window, ends it. */
export class LocalScreen {
  readonly #port: Pick<MediaPort, 'getDisplayMedia'>
  readonly #changed: () => void
  #stream: MediaStream | null = null
  #share: ScreenShare | null = null
  #run = 0

  constructor(port: Pick<MediaPort, 'getDisplayMedia'>, changed: () => void) {
    this.#port = port
    this.#changed = changed
  }

  get stream(): MediaStream | null {
    return this.#stream
  }

  get share(): ScreenShare | null {
    return this.#share
  }

  get tracks(): { screen: MediaStreamTrack | null; screenAudio: MediaStreamTrack | null; share: ScreenShare | null } {
    const tracks = this.#stream?.getTracks() ?? []
    const ofKind = (kind: string): MediaStreamTrack | null => tracks.find((track) => track.kind === kind) ?? null
    return { screen: ofKind('video'), screenAudio: ofKind('audio'), share: this.#share }
  }

  /** Asks what to share; false where the person or the browser said no. A share in progress gives way to the new one. */
  async start({ quality = '1080p', content = 'text', audio = false, stream: given }: ShareOptions): Promise<boolean> {
    const run = ++this.#run
    const stream = given ?? (await this.#port.getDisplayMedia(wishes({ quality, content, audio })).catch(() => null))
    if (!stream) return false
    const picture = stream.getTracks().find((track) => track.kind === 'video')
    if (run !== this.#run || !picture) {
      for (const track of stream.getTracks()) track.stop()
      return false
    }
    this.#drop()
    picture.contentHint = content
    picture.onended = () => this.stop()
    this.#stream = stream
    this.#share = { quality, content, audio: stream.getTracks().some((track) => track.kind === 'audio') }
    this.#changed()
    return true
  }

  stop(): void {
    this.#run++
    if (!this.#stream) return
    this.#drop()
    this.#changed()
  }

  #drop(): void {
    for (const track of this.#stream?.getTracks() ?? []) {
      track.onended = null
      track.stop()
    }
    this.#stream = null
    this.#share = null
  }
}

function wishes({ quality, content, audio }: ScreenShare): DisplayMediaStreamOptions {
  const { width, height } = sizes[quality]
  const wanted = {
    video: {
      width: { max: width },
      height: { max: height },
      frameRate: { ideal: shareFramerates[content], max: shareFramerates[content] },
    },
    // what others say must not come back to them
    audio: audio && { echoCancellation: false, noiseSuppression: false, autoGainControl: false, suppressLocalAudioPlayback: false },
    systemAudio: audio ? 'include' : 'exclude',
    surfaceSwitching: 'include',
  }
  return wanted
}
