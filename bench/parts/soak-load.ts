import { LoadSocket } from './load-socket'

/**
 * The crowd of the soak, a process of its own: sessions that join, send, leave, lose their socket and come back, each in a room and at
 * moments of its own. Told what to do on its command line as JSON; says what happened as one line of JSON when its time is over.
 */
export type Crowd = {
  readonly port: number
  readonly tokens: readonly string[]
  readonly rooms: readonly string[]
  readonly sessions: number
  readonly seconds: number
  readonly paceMs: number
}

export type Tale = {
  sent: number
  acked: number
  /** Nacked because a room restarted or was busy: nothing was promised. */
  refused: number
  unanswered: number
  otherRefusals: number
  joins: number
  leaves: number
  returns: number
  /** Sockets the server closed by itself. */
  dropped: number
  delivered: number
}

const { port, tokens, rooms, sessions, seconds, paceMs } = JSON.parse(process.argv[2] ?? '') as Crowd
const tale: Tale = {
  sent: 0,
  acked: 0,
  refused: 0,
  unanswered: 0,
  otherRefusals: 0,
  joins: 0,
  leaves: 0,
  returns: 0,
  dropped: 0,
  delivered: 0,
}
const ANSWER_MS = 30_000
/** The sixteenth byte of `{"v":1,"type":"ack"`, of a nack, and of message.new. */
const [ACK, NACK, EVENT] = [0x61, 0x6e, 0x6d]
const end = performance.now() + seconds * 1_000
const over = (): boolean => performance.now() > end
const pause = (): Promise<void> => Bun.sleep(Math.min(-Math.log(1 - Math.random()) * paceMs, Math.max(0, end - performance.now())))

async function live(nth: number): Promise<void> {
  const roomId = rooms[nth % rooms.length]
  const waiting = new Map<string, (frame: Buffer) => void>()
  let socket: LoadSocket | null = null
  let asked = 0

  const connect = async (): Promise<void> => {
    socket = await LoadSocket.open(port, `/v1/realtime/ws?token=${tokens[nth % tokens.length]}`)
    socket.onFrame = (frame) => {
      // told by the first letter of the type, without a parse
      if (frame[15] === ACK || frame[15] === NACK) {
        const id = /"requestId":"(\d+)"/.exec(frame.subarray(0, 60).toString())?.[1] ?? ''
        waiting.get(id)?.(frame)
        waiting.delete(id)
      } else if (frame[15] === EVENT) tale.delivered++
    }
    socket.onClose = () => {
      socket = null
      if (!over()) tale.dropped++
    }
  }
  const ask = async (type: string, payload: object): Promise<'ack' | 'passing' | 'refused' | 'lost'> => {
    const requestId = String(++asked)
    const own = socket
    if (!own) return 'lost'
    const answered = new Promise<Buffer | null>((resolve) => {
      waiting.set(requestId, resolve)
      setTimeout(() => resolve(null), ANSWER_MS)
    })
    own.send(JSON.stringify({ v: 1, type, requestId, payload }))
    const frame = await answered
    waiting.delete(requestId)
    if (frame === null) return 'lost'
    if (frame[15] === ACK) return 'ack'
    return /"code":"(unavailable|busy)"/.test(frame.toString()) ? 'passing' : 'refused'
  }
  const join = async (): Promise<void> => {
    for (;;) {
      const answer = await ask('room.join', { roomId })
      if (answer === 'ack') tale.joins++
      if (answer !== 'passing' || over()) return
      await Bun.sleep(500)
    }
  }

  await connect()
  await join()
  while (!over()) {
    await pause()
    if (over()) break
    const what = Math.random()
    if (socket === null || what < 0.15) {
      ;(socket as LoadSocket | null)?.close()
      await connect()
      await join()
      tale.returns++
    } else if (what < 0.3) {
      if ((await ask('room.leave', { roomId })) === 'ack') tale.leaves++
      await join()
    } else {
      tale.sent++
      const answer = await ask('message.send', { roomId, text: 'x'.repeat(120) })
      if (answer === 'ack') tale.acked++
      else if (answer === 'passing') tale.refused++
      else if (answer === 'refused') tale.otherRefusals++
      else tale.unanswered++
    }
  }
  ;(socket as LoadSocket | null)?.close()
}

const crowd: Promise<void>[] = []
for (let nth = 0; nth < sessions; nth++) {
  crowd.push(live(nth))
  if (nth % 20 === 19) await Bun.sleep(200)
}
await Promise.all(crowd)
console.log(JSON.stringify(tale))
process.exit(0)
