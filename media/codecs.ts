import type { types } from 'mediasoup'

/** H264 levels are what hardware decodes everywhere; `level-asymmetry-allowed` lets a sender go above its receiver's. */
const h264 = (profile: string): types.RouterRtpCodecCapability => ({
  kind: 'video',
  mimeType: 'video/H264',
  clockRate: 90_000,
  parameters: { 'packetization-mode': 1, 'profile-level-id': profile, 'level-asymmetry-allowed': 1 },
})

/**
 * What a call can carry. Clients pick: the first of these that both ends know is the default. Opus with in-band FEC and DTX unless the
 * sender asks for music (`opusDtx: false, opusStereo: true` in mediasoup-client's codec options).
 */
export const mediaCodecs: types.RouterRtpCodecCapability[] = [
  { kind: 'audio', mimeType: 'audio/opus', clockRate: 48_000, channels: 2, parameters: { useinbandfec: 1, usedtx: 1 } },
  { kind: 'video', mimeType: 'video/VP8', clockRate: 90_000 },
  { kind: 'video', mimeType: 'video/VP9', clockRate: 90_000, parameters: { 'profile-id': 0 } },
  { kind: 'video', mimeType: 'video/VP9', clockRate: 90_000, parameters: { 'profile-id': 2 } },
  h264('42e01f'),
  h264('4d0032'),
  { kind: 'video', mimeType: 'video/AV1', clockRate: 90_000 },
]
