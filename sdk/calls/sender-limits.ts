import type { VideoLevel } from './plane'
import type { ScreenShare } from './snapshot'

export type SenderLimits = { readonly maxBitrate?: number; readonly maxFramerate?: number; readonly scaleResolutionDownBy?: number }

const shareBitrates: Record<ScreenShare['quality'], Record<ScreenShare['content'], number>> = {
  '1080p': { text: 2_500_000, motion: 4_000_000 },
  '1440p': { text: 4_000_000, motion: 6_000_000 },
  '2160p': { text: 8_000_000, motion: 12_000_000 },
}

/** Sharp and few, or smooth. */
export const shareFramerates: Record<ScreenShare['content'], number> = { text: 10, motion: 30 }

/** What a share may take of the link. */
export function shareLimits({ quality, content }: ScreenShare): { maxBitrate: number; maxFramerate: number } {
  return { maxBitrate: shareBitrates[quality][content], maxFramerate: shareFramerates[content] }
}

/** What the camera may take of a single stream at each level. */
export function cameraLimits(level: VideoLevel): SenderLimits {
  return level === 'full' ? {} : { maxBitrate: 250_000, maxFramerate: 15, scaleResolutionDownBy: 2 }
}

/** Puts limits on every encoding of a sender; what a browser refuses stays as it was. */
export function tune(sender: RTCRtpSender | undefined, limits: SenderLimits): void {
  const parameters = sender?.getParameters?.()
  if (!sender || !parameters?.encodings?.length) return
  parameters.encodings = parameters.encodings.map(({ maxBitrate: _b, maxFramerate: _f, scaleResolutionDownBy: _s, ...rest }) => ({
    ...rest,
    ...limits,
  }))
  void sender.setParameters(parameters).catch(() => undefined)
}
