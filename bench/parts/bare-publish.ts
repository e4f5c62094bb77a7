/**
 * The reference for fan-out: a bare Bun server that parses a request, makes the same JSON as the product, publishes it natively and
 * acks. It commits nothing and checks nothing.
 */
let seq = 0
const room = '01900000-0000-7000-8000-000000000001'
const topics = Number(process.env['TOPICS'] ?? 1)

const server = Bun.serve<undefined>({
  port: 0,
  hostname: '127.0.0.1',
  fetch: (request, own) => (own.upgrade(request, { data: undefined }) ? undefined : new Response('no', { status: 426 })),
  websocket: {
    backpressureLimit: 1024 * 1024,
    closeOnBackpressureLimit: true,
    sendPings: true,
    idleTimeout: 50,
    publishToSelf: true,
    message(socket, raw) {
      const { type, requestId, payload } = JSON.parse(String(raw)) as { type: string; requestId: string; payload: { text: string } }
      if (type === 'room.join') {
        for (let topic = 0; topic < topics; topic++) socket.subscribe(`room-${topic}`)
        socket.send(JSON.stringify({ v: 1, type: 'ack', requestId, payload: {} }))
        return
      }
      const id = Bun.randomUUIDv7()
      const createdAt = new Date().toISOString()
      const author = { id: room, name: 'Somebody' }
      const message = {
        id,
        roomId: room,
        seq: ++seq,
        no: seq,
        author,
        text: payload.text,
        createdAt,
        editedAt: null,
        deletedAt: null,
        replyTo: null,
        threadId: null,
      }
      socket.send(JSON.stringify({ v: 1, type: 'ack', requestId, payload: { messageId: id, roomId: room, seq, createdAt } }))
      server.publish('room-0', JSON.stringify({ v: 1, type: 'message.new', payload: { stream: room, seq, message } }))
    },
  },
})
console.log(server.port)
