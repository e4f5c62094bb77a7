import { browserMedia, type MediaPort } from '#sdk/calls/media-port'
import { preferences } from '#web/preferences'

/** getUserMedia as this person likes it: noise taken out by the browser, by RNNoise, or not at all. */
export async function openDevices(constraints: MediaStreamConstraints): Promise<MediaStream> {
  const { noise } = preferences()
  const { audio } = constraints
  const wish =
    audio === undefined || audio === false ? {} : { audio: { ...(audio === true ? {} : audio), noiseSuppression: noise === 'browser' } }
  const stream = await navigator.mediaDevices.getUserMedia({ ...constraints, ...wish })
  const [raw] = stream.getAudioTracks()
  if (noise !== 'strong' || raw === undefined) return stream
  try {
    const { cleanVoice } = await import('./clean-voice')
    const clean = await cleanVoice(raw)
    stream.removeTrack(raw)
    stream.addTrack(clean)
  } catch {
    // no AudioWorklet here: the browser's own is better than nothing
    await raw.applyConstraints({ ...(typeof audio === 'object' ? audio : {}), noiseSuppression: true }).catch(() => undefined)
  }
  return stream
}

/** The browser's media with that microphone, for the sdk. */
export function webMedia(): MediaPort {
  return { ...browserMedia(), getUserMedia: openDevices }
}
