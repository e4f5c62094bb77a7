export type OpenCall = { callId: string; roomId: string; startedBy: string | null; startedAt: string }

export type Calls = {
  /** The call that goes on in the room, if one does. Started and ended by `call.start` and `call.end` commands. */
  open(roomId: string): Promise<OpenCall | null>
  /** Every call still marked open: what a node that starts alone has to end. */
  allOpen(): Promise<OpenCall[]>
}
