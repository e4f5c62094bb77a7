import { loadRnnoise, RnnoiseWorkletNode } from '@sapphi-red/web-noise-suppressor'
import simdWasm from '@sapphi-red/web-noise-suppressor/rnnoise_simd.wasm' with { type: 'file' }
import wasm from '@sapphi-red/web-noise-suppressor/rnnoise.wasm' with { type: 'file' }
// oxlint-disable-next-line import/default -- a file of the page: what is imported is its address (worklet.d.ts)
import worklet from '@sapphi-red/web-noise-suppressor/rnnoiseWorklet.js' with { type: 'file' }

// RNNoise knows 48 kHz only (its README); one context serves every microphone of the page
let shared: Promise<{ context: AudioContext; wasmBinary: ArrayBuffer }> | null = null

async function open(): Promise<{ context: AudioContext; wasmBinary: ArrayBuffer }> {
  const context = new AudioContext({ sampleRate: 48_000, latencyHint: 'interactive' })
  const [wasmBinary] = await Promise.all([loadRnnoise({ url: wasm, simdUrl: simdWasm }), context.audioWorklet.addModule(worklet)])
  return { context, wasmBinary }
}

/**
 * Answers a track that carries the voice of `raw` with the noise taken out by RNNoise. Stopping it, and every clone of it, gives the
 * microphone back. Rejects where AudioWorklet or WebAssembly is missing; `raw` is untouched then.
 */
export async function cleanVoice(raw: MediaStreamTrack): Promise<MediaStreamTrack> {
  const { context, wasmBinary } = await (shared ??= open().catch((error: unknown) => {
    shared = null
    throw error
  }))
  if (context.state === 'suspended') void context.resume().catch(() => undefined)
  const source = context.createMediaStreamSource(new MediaStream([raw]))
  const cleaner = new RnnoiseWorkletNode(context, { maxChannels: 1, wasmBinary })
  const out = context.createMediaStreamDestination()
  source.connect(cleaner).connect(out)
  const close = () => {
    source.disconnect()
    cleaner.disconnect()
    cleaner.destroy()
    raw.stop()
  }
  const track = out.stream.getAudioTracks()[0]
  if (track === undefined) throw new Error('the browser made no track')
  raw.addEventListener('ended', () => track.dispatchEvent(new Event('ended')))
  const { deviceId } = raw.getSettings()
  return shareClosing(track, { users: 1, close }, deviceId)
}

/** The last user to stop runs `close`. Clones count as users; a device is named as the microphone beneath it. */
function shareClosing(track: MediaStreamTrack, life: { users: number; close: () => void }, deviceId: string | undefined): MediaStreamTrack {
  const stop = track.stop.bind(track)
  const clone = track.clone.bind(track)
  const settings = track.getSettings.bind(track)
  let stopped = false
  track.stop = () => {
    stop()
    if (stopped) return
    stopped = true
    if (--life.users === 0) life.close()
  }
  track.clone = () => {
    life.users++
    return shareClosing(clone(), life, deviceId)
  }
  track.getSettings = () => (deviceId === undefined ? settings() : { ...settings(), deviceId })
  return track
}
