import postgres from 'postgres'

/**
 * The reference for durable acks on Postgres: a bare Bun server that batches what arrived while a commit was out into one insert, and
 * acks after it. No membership, no order beyond a sequence, no idempotency. With TELL=1 it also publishes each message to those who
 * joined, as the product does.
 */
const telling = process.env['TELL'] === '1'
const sql = postgres(process.env['DATABASE_URL'] ?? '', { max: 2, onnotice: () => {} })
await sql`create table if not exists bare (id uuid primary key, seq bigserial, text text not null, at timestamptz not null default now())`

type Waiting = { readonly socket: Bun.ServerWebSocket<undefined>; readonly requestId: string; readonly id: string; readonly text: string }
let waiting: Waiting[] = []
let busy = false

async function flush(): Promise<void> {
  if (busy) return
  busy = true
  while (waiting.length > 0) {
    const batch = waiting
    waiting = []
    const rows = await sql<{ id: string; seq: string }[]>`insert into bare ${sql(
      batch.map(({ id, text }) => ({ id, text })),
      'id',
      'text',
    )} returning id, seq`
    batch.forEach(({ socket, requestId, id }, nth) =>
      socket.send(JSON.stringify({ v: 1, type: 'ack', requestId, payload: { messageId: id, seq: Number(rows[nth]?.seq) } })),
    )
    if (telling)
      batch.forEach(({ id, text }, nth) =>
        server.publish(
          'room',
          JSON.stringify({ v: 1, type: 'message.new', payload: { seq: Number(rows[nth]?.seq), message: { id, text } } }),
        ),
      )
  }
  busy = false
}

const server = Bun.serve<undefined>({
  port: 0,
  hostname: '127.0.0.1',
  fetch: (request, own) => (own.upgrade(request, { data: undefined }) ? undefined : new Response('no', { status: 426 })),
  websocket: {
    message(socket, raw) {
      const { type, requestId, payload } = JSON.parse(String(raw)) as { type: string; requestId: string; payload: { text: string } }
      if (type === 'room.join') socket.subscribe('room')
      if (type === 'room.join') return void socket.send(JSON.stringify({ v: 1, type: 'ack', requestId, payload: {} }))
      waiting.push({ socket, requestId, id: Bun.randomUUIDv7(), text: payload.text })
      setImmediate(() => void flush())
    },
  },
})
console.log(server.port)
