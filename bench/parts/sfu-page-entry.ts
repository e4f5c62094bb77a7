import { Device, type types } from 'mediasoup-client'

/** A page that receives from the bare SFU, with mediasoup-client and nothing else. */
let transport: types.Transport | null = null

async function ask(path: string, body: object): Promise<any> {
  const answer = await fetch(path, { method: 'POST', body: JSON.stringify(body) })
  return answer.json()
}

async function join(peer: string): Promise<void> {
  const device = await Device.factory()
  await device.load({ routerRtpCapabilities: await ask('/page/capabilities', {}) })
  const made = await ask('/page/transport', { peer, rtpCapabilities: device.recvRtpCapabilities })
  const recv = device.createRecvTransport(made)
  transport = recv
  recv.on('connect', ({ dtlsParameters }, connected, failed) => {
    ask('/page/connect', { peer, dtlsParameters }).then(connected, failed)
  })
  for (const options of await ask('/page/consume', { peer })) await recv.consume(options)
}

/** Packets received of each stream. */
async function heard(): Promise<number[]> {
  const counts: number[] = []
  for (const row of (await transport?.getStats())?.values() ?? []) if (row.type === 'inbound-rtp') counts.push(row.packetsReceived)
  return counts
}

Object.assign(globalThis, { bare: { join, heard } })
