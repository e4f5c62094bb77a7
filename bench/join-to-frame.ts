import { closeBrowser, openProfile } from '#test/parts/browser'
import { openCaller } from '#test/parts/call-page'
import { startServer } from '#test/parts/server'
import { until } from '#test/parts/until'
import { startBareCall } from './parts/bare-call'
import { atMost, median, percentile, report, round } from './parts/report'

/**
 * From the join click to the first decoded picture of somebody else, devices open, in Chromium; and from mouth to ear. Beside it a page of
 * mediasoup-client at a server that does nothing else: the two take turns in one run.
 */
const JOINS = Number(process.env['JOINS'] ?? 50)
const BEEPS = Number(process.env['BEEPS'] ?? 40)
const open = `(async () => {
  globalThis.preview ??= await navigator.mediaDevices.getUserMedia({ audio: true, video: { width: 320, height: 180, frameRate: 15 } })
  return preview.clone()
})()`

const server = await startServer({ mediaWorkers: 1 })
const anna = await openCaller(server.url, 'Anna')
const boris = await openCaller(server.url, 'Boris')
// what Anna says is made in her page, so that it is known when she says it
await anna.run(`(async () => {
  const context = globalThis.context = new AudioContext()
  const tone = new OscillatorNode(context, { frequency: 700 })
  const gain = globalThis.gain = new GainNode(context, { gain: 0 })
  const out = new MediaStreamAudioDestinationNode(context)
  tone.connect(gain).connect(out)
  tone.start()
  const camera = (await ${open}).getVideoTracks()[0]
  globalThis.call = client.calls.join(roomId, { audio: true, video: true, stream: new MediaStream([out.stream.getAudioTracks()[0], camera]) })
})()`)
await until('Anna is in', async () => (await anna.state()).state === 'live')
await anna.run(
  'client.connection.request("call.request-topology", { callId: call.getSnapshot().callId, topology: "sfu", reason: "asked" })',
)
await until('over the SFU', async () => (await anna.state()).topology === 'sfu')

const joinProduct = (): Promise<number> =>
  boris.run(`(async () => {
    const stream = await ${open}
    const began = performance.now()
    const call = globalThis.call = client.calls.join(roomId, { audio: true, video: true, stream })
    const track = await new Promise((resolve) => {
      const look = () => {
        const other = call.getSnapshot().participants.find((each) => !each.self)
        const found = other?.stream?.getVideoTracks()[0]
        if (found) resolve(found)
      }
      call.subscribe(look)
      look()
    })
    const reader = new MediaStreamTrackProcessor({ track }).readable.getReader()
    const { value } = await reader.read()
    const took = performance.now() - began
    value?.close()
    await reader.cancel()
    return took
  })()`)

const bare = await startBareCall()
const bareAnna = await openProfile(bare.url)
const bareBoris = await openProfile(bare.url)
for (const { page } of [bareAnna, bareBoris]) await page.goto('/')
await bareAnna.page.evaluate(`(async () => bare.join(await ${open}, true))()`)
const joinBare = (): Promise<number> => bareBoris.page.evaluate(`(async () => bare.join(await ${open}, false))()`)

const took = { product: [] as number[], bare: [] as number[] }
for (let nth = 0; nth <= JOINS; nth++) {
  const product = await joinProduct()
  await boris.run('call.leave()')
  await until('he is gone', async () => (await anna.state()).others.length === 0)
  const reference = await joinBare()
  await bareBoris.page.evaluate('bare.leave()')
  if (nth === 0) continue // the first loads code and asks what the browser can
  took.product.push(product)
  took.bare.push(reference)
}

await joinProduct()
const heardAfter = await mouthToEar()
const shape = (values: readonly number[]) => ({
  p50: round(median(values)),
  p95: round(percentile(values, 0.95)),
  all: values.map((value) => Math.round(value)).toSorted((a, b) => a - b),
})
const figures = { product: shape(took.product), bare: shape(took.bare), mouthToEarMs: shape(heardAfter) }
console.log(`product, ms: ${figures.product.all.join(' ')}`)
console.log(`bare, ms:    ${figures.bare.all.join(' ')}`)
console.log(`mouth to ear, ms: ${figures.mouthToEarMs.all.join(' ')}`)
for (const caller of [anna, boris]) await caller.close()
for (const profile of [bareAnna, bareBoris]) await profile.close()
await closeBrowser()
bare.stop()
await server.stop()
report('join-to-frame', figures, [
  atMost('p50 against bare', figures.product.p50 / figures.bare.p50, 1.2),
  atMost('p95 against bare', figures.product.p95 / figures.bare.p95, 2),
  atMost('mouth to ear p95, ms', figures.mouthToEarMs.p95, 300),
])
process.exit(0)

/** Anna beeps, Boris hears it: milliseconds between the two. */
async function mouthToEar(): Promise<number[]> {
  await boris.run(`(() => {
    const context = globalThis.context = new AudioContext()
    const stream = call.getSnapshot().participants.find((each) => !each.self).stream
    watch.play([stream])
    const analyser = new AnalyserNode(context, { fftSize: 256 })
    new MediaStreamAudioSourceNode(context, { mediaStream: new MediaStream(stream.getAudioTracks()) }).connect(analyser)
    const samples = new Float32Array(256)
    globalThis.ear = (until) => new Promise((resolve) => {
      const listen = setInterval(() => {
        analyser.getFloatTimeDomainData(samples)
        const heard = samples.some((sample) => Math.abs(sample) > 0.05)
        if (heard || Date.now() > until) { clearInterval(listen); resolve(heard ? Date.now() : 0) }
      }, 2)
    })
  })()`)
  const measured: number[] = []
  for (let nth = 0; nth < BEEPS; nth++) {
    await boris.run('new Promise((resolve) => setTimeout(resolve, 350))')
    const ear = boris.run<number>('ear(Date.now() + 2_000)')
    const said = await anna.run<number>(`(() => {
      const at = context.currentTime + 0.05
      gain.gain.setValueAtTime(0.8, at)
      gain.gain.setValueAtTime(0, at + 0.08)
      return Date.now() + 50
    })()`)
    const heard = await ear
    if (heard > 0) measured.push(heard - said)
  }
  return measured
}
