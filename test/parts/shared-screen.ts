import type { Caller } from './call-page'

export type Canvas = {
  readonly width: number
  readonly height: number
  readonly quality: '1080p' | '1440p' | '2160p'
  /** Side of a square that is noise anew four times a second: what the share then weighs. None: flat colours, next to nothing. */
  readonly noise?: number
}

/** Shares a canvas as text. */
export function shareCanvas(caller: Caller, { width, height, quality, noise = 0 }: Canvas): Promise<boolean> {
  return caller.run(`(async () => {
    const canvas = document.createElement('canvas')
    Object.assign(canvas, { width: ${width}, height: ${height} })
    const pen = canvas.getContext('2d')
    const noises = Array.from({ length: ${noise > 0 ? 4 : 0} }, () => {
      const image = new ImageData(${noise || 1}, ${noise || 1})
      for (let i = 0; i < image.data.length; i++) image.data[i] = i % 4 === 3 ? 255 : Math.random() * 256
      return image
    })
    let n = 0
    setInterval(() => {
      pen.fillStyle = 'hsl(' + ++n * 20 + ' 80% 50%)'
      if (noises.length > 0) pen.putImageData(noises[n % 4], ${width} / 2, ${height} / 2)
      else pen.fillRect((n * 140) % ${width}, (n * 60) % ${height}, 300, 200)
    }, 250)
    return call.shareScreen({ quality: '${quality}', content: 'text', stream: canvas.captureStream(5) })
  })()`)
}

/** Shows somebody's screen this high, and nothing else. */
export async function viewScreen(caller: Caller, of: string, height: number): Promise<void> {
  await caller.run(`call.view([{
    participantId: call.getSnapshot().participants.find((each) => each.user.name === '${of}').participantId,
    source: 'screen', width: ${height * 2}, height: ${height} }])`)
}

/** Pictures that come in: how wide they are now, and how many frames were decoded so far. */
export function seen(caller: Caller): Promise<{ width: number; frames: number }[]> {
  return caller.run(`(async () => {
    const found = []
    for (const connection of watch.connections) {
      if (connection.connectionState === 'closed') continue
      ;(await connection.getStats()).forEach((row) => {
        if (row.type === 'inbound-rtp' && row.kind === 'video' && row.framesDecoded > 0) found.push({ width: row.frameWidth, frames: row.framesDecoded })
      })
    }
    return found
  })()`)
}
