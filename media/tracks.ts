import { createSocket } from 'node:dgram'
import type { types } from 'mediasoup'

/** What a recording notes, each the moment it happens; `at` is in ms since the recording began, by a clock that only runs forward. */
export type TrackNote =
  | {
      readonly type: 'track'
      readonly track: number
      readonly at: number
      readonly file: string
      readonly participantId: string
      readonly source: 'mic' | 'camera' | 'screen' | 'screen-audio'
      readonly kind: 'audio' | 'video'
      readonly codec: string
      readonly paused: boolean
      /** The program that writes the file. */
      readonly pid: number
    }
  /** The first packet is there: the file begins at this moment. */
  | { readonly type: 'first'; readonly track: number; readonly at: number }
  /** Its sender paused, or went on. */
  | { readonly type: 'paused' | 'resumed'; readonly track: number; readonly at: number }
  /** Nothing more comes into the file. */
  | { readonly type: 'ended'; readonly track: number; readonly at: number }

/** What ffmpeg of every age understands over RTP. */
const known = /^(audio\/opus|video\/(vp8|vp9|h264))$/i

/** Whether a track of this codec can be recorded. */
export const recordable = ({ codecs }: types.RtpParameters): boolean => known.test(codecs[0]?.mimeType ?? '')

/** What ffmpeg is told of a track: which codec comes to which port of the loopback. */
export function sdpOf(kind: 'audio' | 'video', { codecs }: types.RtpParameters, port: number): string {
  const [codec] = codecs
  if (!codec) throw new Error('a track without a codec')
  const { payloadType, clockRate, channels } = codec
  const name = codec.mimeType.split('/')[1]
  const parameters = Object.entries((codec.parameters ?? {}) as Record<string, unknown>).map(([key, value]) => `${key}=${String(value)}`)
  return [
    'v=0',
    'o=- 0 0 IN IP4 127.0.0.1',
    's=track',
    'c=IN IP4 127.0.0.1',
    't=0 0',
    `m=${kind} ${port} RTP/AVP ${payloadType}`,
    `a=rtpmap:${payloadType} ${name}/${clockRate}${channels && channels > 1 ? `/${channels}` : ''}`,
    ...(parameters.length > 0 ? [`a=fmtp:${payloadType} ${parameters.join(';')}`] : []),
    'a=recvonly',
    '',
  ].join('\r\n')
}

/** Copies what comes into a file that can be played up to its last second, whatever happens to whom. */
export const copyArguments = (sdp: string, file: string): string[] => [
  ...['-hide_banner', '-loglevel', 'warning', '-protocol_whitelist', 'file,udp,rtp'],
  // only from this machine; what is needed of the stream is known at once
  ...['-localaddr', '127.0.0.1', '-buffer_size', '4194304', '-analyzeduration', '500000', '-fpsprobesize', '0'],
  ...['-f', 'sdp', '-i', sdp, '-map', '0', '-c', 'copy'],
  ...['-f', 'matroska', '-cluster_time_limit', '500', '-flush_packets', '1', '-y', file],
]

const taken = new Set<number>()

/** Two free ports of the loopback side by side, the first even: RTP and RTCP. Nobody here gets them until `free`. */
export async function portPair(): Promise<{ readonly port: number; free(): void }> {
  for (let tried = 0; tried < 50; tried += 1) {
    const port = await portThatIsFree(0)
    const even = port - (port % 2)
    if (taken.has(even)) continue
    taken.add(even)
    if ((await portThatIsFree(even)) && (await portThatIsFree(even + 1))) return { port: even, free: () => void taken.delete(even) }
    taken.delete(even)
  }
  throw new Error('no two free ports side by side')
}

/** The port, or a free one for 0; 0 where it is taken. */
function portThatIsFree(port: number): Promise<number> {
  return new Promise((resolve) => {
    const socket = createSocket('udp4')
    socket.once('error', () => {
      socket.close()
      resolve(0)
    })
    socket.bind(port, '127.0.0.1', () => {
      const { port: bound } = socket.address()
      socket.close(() => resolve(bound))
    })
  })
}
