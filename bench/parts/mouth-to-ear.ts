import type { Caller } from '#test/parts/call-page'

/** Somebody whose microphone is made in their page beeps, somebody else hears it: milliseconds between the two. `beep` is what `mouth` made. */
export async function mouthToEar(says: Caller, hears: Caller, beeps: number): Promise<number[]> {
  await hears.run(`(() => {
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
  for (let nth = 0; nth < beeps; nth++) {
    await hears.run('new Promise((resolve) => setTimeout(resolve, 350))')
    const ear = hears.run<number>('ear(Date.now() + 2_000)')
    const said = await says.run<number>('beep()')
    const heard = await ear
    if (heard > 0) measured.push(heard - said)
  }
  return measured
}

/** Makes `mouth` in a page, a microphone that is silent until `beep()`, which answers when that sounds. */
export const mouth = `(() => {
  const context = new AudioContext()
  const tone = new OscillatorNode(context, { frequency: 700 })
  const gain = new GainNode(context, { gain: 0 })
  const out = new MediaStreamAudioDestinationNode(context)
  tone.connect(gain).connect(out)
  tone.start()
  globalThis.mouth = out.stream.getAudioTracks()[0]
  globalThis.beep = () => {
    const at = context.currentTime + 0.05
    gain.gain.setValueAtTime(0.8, at)
    gain.gain.setValueAtTime(0, at + 0.08)
    return Date.now() + 50
  }
})()`
