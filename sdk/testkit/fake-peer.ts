/** Just enough of RTCPeerConnection to negotiate: signaling states, rollback, and "connected" when both ends hold each other's words. */
export class FakePeerConnection {
  static #count = 0
  readonly id = ++FakePeerConnection.#count
  onicecandidate: ((event: { candidate: { toJSON(): RTCIceCandidateInit } | null }) => void) | null = null
  ontrack: ((event: { track: object }) => void) | null = null
  onconnectionstatechange: (() => void) | null = null
  signalingState: 'stable' | 'have-local-offer' | 'have-remote-offer' | 'closed' = 'stable'
  connectionState: 'new' | 'connected' | 'disconnected' | 'failed' | 'closed' = 'new'
  localDescription: { type: 'offer' | 'answer'; sdp: string } | null = null
  remoteDescription: { type: 'offer' | 'answer'; sdp: string } | null = null
  readonly transceivers: FakeTransceiver[] = []
  restarts = 0
  #version = 0

  addTransceiver(what: string | { kind: string }): FakeTransceiver {
    const transceiver = new FakeTransceiver(typeof what === 'string' ? what : what.kind, typeof what === 'string' ? null : what)
    this.transceivers.push(transceiver)
    return transceiver
  }

  getTransceivers(): FakeTransceiver[] {
    return this.transceivers
  }

  restartIce(): void {
    this.restarts++
  }

  async setLocalDescription(): Promise<void> {
    await Promise.resolve()
    const answers = this.signalingState === 'have-remote-offer'
    this.localDescription = {
      type: answers ? 'answer' : 'offer',
      sdp: `${this.id}.${++this.#version}${answers ? ` to ${this.remoteDescription?.sdp}` : ''}`,
    }
    this.signalingState = answers ? 'stable' : 'have-local-offer'
    this.onicecandidate?.({ candidate: { toJSON: () => ({ candidate: `c${this.#version}` }) } })
    this.#look()
  }

  async setRemoteDescription(description: { type: 'offer' | 'answer'; sdp: string }): Promise<void> {
    await Promise.resolve()
    if (description.type === 'answer' && this.signalingState !== 'have-local-offer') throw new Error('wrong state')
    if (description.type === 'answer' && !description.sdp.endsWith(` to ${this.localDescription?.sdp}`))
      throw new Error('an answer to another offer')
    this.remoteDescription = description
    this.signalingState = description.type === 'offer' ? 'have-remote-offer' : 'stable'
    if (this.transceivers.length === 0)
      for (const kind of ['audio', 'video', 'video', 'audio']) this.transceivers.push(new FakeTransceiver(kind, null))
    for (const { receiver } of this.transceivers) this.ontrack?.({ track: receiver.track })
    this.#look()
  }

  async addIceCandidate(): Promise<void> {
    if (!this.remoteDescription) throw new Error('no remote description')
  }

  async getStats(): Promise<Map<string, object>> {
    return new Map()
  }

  /** The network between the two broke; both ends notice. */
  become(state: FakePeerConnection['connectionState']): void {
    this.connectionState = state
    this.onconnectionstatechange?.()
  }

  close(): void {
    this.signalingState = 'closed'
    this.connectionState = 'closed'
  }

  #look(): void {
    if (this.signalingState !== 'stable' || !this.remoteDescription || this.connectionState === 'connected') return
    this.become('connected')
  }
}

class FakeTransceiver {
  direction = 'recvonly'
  readonly receiver: { track: { kind: string } }
  readonly sender: { track: object | null; replaceTrack(track: object | null): Promise<void> }

  constructor(kind: string, track: object | null) {
    this.receiver = { track: { kind } }
    const sender = {
      track,
      replaceTrack: async (next: object | null): Promise<void> => {
        sender.track = next
      },
    }
    this.sender = sender
  }
}
