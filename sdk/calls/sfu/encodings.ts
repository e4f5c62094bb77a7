import type { types } from 'mediasoup-client'
import { shareLimits } from '#sdk/calls/sender-limits'
import type { ScreenShare } from '#sdk/calls/snapshot'

type Size = { readonly width?: number | undefined; readonly height?: number | undefined }

/** Simulcast layers of a camera, the smallest first: as many as the picture is worth. */
export function cameraEncodings({ width = 640, height = 360 }: Size): types.RtpEncodingParameters[] {
  const longer = Math.max(width, height)
  const scalabilityMode = 'L1T3'
  // as small as it gets: without layers the SFU never leaves it out for want of room
  if (longer < 480) return [{ maxBitrate: 300_000 }]
  if (longer < 960)
    return [
      { rid: 'l', scaleResolutionDownBy: 2, maxBitrate: 200_000, scalabilityMode },
      { rid: 'h', maxBitrate: 700_000, scalabilityMode },
    ]
  return [
    { rid: 'l', scaleResolutionDownBy: 4, maxBitrate: 150_000, scalabilityMode },
    { rid: 'm', scaleResolutionDownBy: 2, maxBitrate: 500_000, scalabilityMode },
    { rid: 'h', maxBitrate: longer > 1_600 ? 3_000_000 : 1_700_000, scalabilityMode },
  ]
}

/**
 * Simulcast layers of a shared screen. Text keeps all its pixels in the top layer and saves on frames; a viewer with little room saves on
 * frames of a layer before it goes a layer down, and the lowest is small enough for any link that carries a picture beside the sound.
 */
export function screenEncodings({ width = 1920, height = 1080 }: Size, share: ScreenShare): types.RtpEncodingParameters[] {
  const { maxBitrate, maxFramerate } = shareLimits(share)
  const longer = Math.max(width, height)
  if (longer < 960) return [{ maxBitrate, maxFramerate }]
  const layer = (rid: string, by: number, part: number): types.RtpEncodingParameters => ({
    rid,
    ...(by > 1 ? { scaleResolutionDownBy: by } : {}),
    maxBitrate: Math.round(maxBitrate / part),
    maxFramerate,
    scalabilityMode: 'L1T3',
  })
  const upper = [layer('m', 2, 3), layer('h', 1, 1)]
  return longer <= 1_920 ? upper : [layer('l', 4, 20), ...upper]
}
