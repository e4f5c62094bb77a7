import { audio, type FrameRow, frame, refused, room, signedIn, some } from './frame-row'

/** Into the founder's call; with `seated` after trying to sit down in it. */
const call =
  (rest: object, seated: boolean): FrameRow['make'] =>
  async (world) => {
    const roomId = await world.room()
    const { callId, participantId } = await world.call(roomId)
    const whom = { ...('to' in rest ? { to: participantId } : {}), ...('participantId' in rest ? { participantId } : {}) }
    return {
      payload: { callId, ...rest, ...whom },
      ...(seated
        ? {
            before: [
              ['room.join', { roomId }],
              ['call.join', { roomId, media: audio }],
            ],
          }
        : {}),
    }
  }
const inviting =
  (seated: boolean): FrameRow['make'] =>
  (world, who) =>
    call({ userIds: [world.person('founder').id] }, seated)(world, who)
const seats = (type: string, rest: object): FrameRow[] => [
  frame(type, 'without a seat', signedIn('call_not_joined'), call(rest, false)),
  frame(type, 'after call.join', refused('call_not_joined', 'ack', 'ack', 'call_not_joined'), call(rest, true)),
]
/** This server has no media workers: the media of its calls is nobody's, and one without a seat does not learn even that. */
const media = (type: string, rest: object): FrameRow[] => [
  frame(type, 'without a seat', signedIn('call_not_joined'), call({ epoch: 1, ...rest }, false)),
  frame(
    type,
    'after call.join',
    refused('call_not_joined', 'media_unavailable', 'media_unavailable', 'call_not_joined'),
    call({ epoch: 1, ...rest }, true),
  ),
]

/** Frames of calls: nobody without a seat gets anything by them. */
export const callRows: readonly FrameRow[] = [
  frame('call.join', 'open', refused('not_joined', 'ack', 'ack', 'not_joined'), room({ media: audio }, 'open')),
  frame('call.join', 'private', refused('not_found', 'ack', 'ack', 'not_joined'), room({ media: audio })),
  frame('call.join', 'direct', refused('not_found', 'ack', 'not_found', 'not_found'), async (world) => ({
    payload: { roomId: await world.direct(), media: audio },
  })),
  frame('call.state', 'open', refused('forbidden', 'ack', 'ack', 'forbidden'), room({}, 'open')),
  frame('call.state', 'private', refused('not_found', 'ack', 'ack', 'forbidden'), room({})),
  frame('call.state', 'private, after trying to join', refused('not_found', 'ack', 'ack', 'forbidden'), room({}, 'private', true)),
  frame(
    'call.join',
    'private, after trying to join',
    refused('not_found', 'ack', 'ack', 'not_joined'),
    room({ media: audio }, 'private', true),
  ),
  ...seats('call.offer', { epoch: 1, to: '', sdp: 'x' }),
  ...seats('call.answer', { epoch: 1, to: '', sdp: 'x' }),
  ...seats('call.ice', { epoch: 1, to: '', candidate: null }),
  ...seats('call.media', { media: audio }),
  ...seats('call.leave', {}),
  ...seats('call.stats', { summary: {} }),
  frame('call.moderate', '', refused('not_found', 'forbidden', 'ack', 'ack'), call({ participantId: '', action: 'mute' }, true)),
  ...media('call.ready', {}),
  ...media('call.request-topology', { topology: 'sfu', reason: 'asked' }),
  ...media('media.transport', { direction: 'send' }),
  ...media('media.connect', { transportId: some(), dtlsParameters: {} }),
  ...media('media.restart-ice', { transportId: some() }),
  ...media('media.produce', { transportId: some(), kind: 'audio', source: 'mic', rtpParameters: {} }),
  ...media('media.pause', { producerId: some() }),
  ...media('media.resume', { producerId: some() }),
  ...media('media.close', { producerId: some() }),
  ...media('media.layers', { consumerId: some(), spatialLayer: 0 }),
  ...media('media.view', { tiles: [] }),
  ...media('media.ready', { consumerId: some() }),
  frame('recording.start', '', refused('not_found', 'forbidden', 'media_unavailable', 'call_not_joined'), call({}, true)),
  frame(
    'recording.consent',
    'to none',
    refused('call_not_joined', 'not_found', 'not_found', 'call_not_joined'),
    call({ recordingId: some(), given: true }, true),
  ),
  frame('recording.stop', 'none', refused('not_found', 'not_found', 'not_found', 'call_not_joined'), call({ recordingId: some() }, true)),
  frame('call.invite', 'without a seat', signedIn('call_not_joined'), inviting(false)),
  frame('call.invite', 'after call.join', refused('call_not_joined', 'ack', 'ack', 'call_not_joined'), inviting(true)),
  frame(
    'call.invite',
    'somebody who is no member',
    refused('call_not_joined', 'not_found', 'not_found', 'call_not_joined'),
    async (world, who) => call({ userIds: [(await world.user()).id] }, true)(world, who),
  ),
  frame('call.decline', 'not rung', signedIn('call_not_joined'), call({}, true)),
]
