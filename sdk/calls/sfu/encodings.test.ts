import { expect, test } from 'bun:test'
import { cameraEncodings, screenEncodings } from './encodings'

const share = { quality: '2160p', content: 'text', audio: false } as const

for (const [size, scales] of [
  [{ width: 320, height: 180 }, [1]],
  [{ width: 640, height: 360 }, [2, 1]],
  [{ width: 360, height: 640 }, [2, 1]],
  [{ width: 1_280, height: 720 }, [4, 2, 1]],
  [{ width: 1_920, height: 1_080 }, [4, 2, 1]],
  [{}, [2, 1]],
] as const)
  test(`a camera of ${size.width}x${size.height} is sent in ${scales.length}`, () => {
    const encodings = cameraEncodings(size)
    expect(encodings.map(({ scaleResolutionDownBy = 1 }) => scaleResolutionDownBy)).toEqual([...scales])
    const bitrates = encodings.map(({ maxBitrate = 0 }) => maxBitrate)
    expect(bitrates).toEqual(bitrates.toSorted((a, b) => a - b))
  })

for (const [width, scales] of [
  [800, [1]],
  [1_920, [2, 1]],
  [2_560, [4, 2, 1]],
  [3_840, [4, 2, 1]],
] as const)
  test(`a screen ${width} wide is sent in ${scales.length}, all its pixels in the last`, () => {
    const encodings = screenEncodings({ width, height: (width * 9) / 16 }, share)
    expect(encodings.map(({ scaleResolutionDownBy = 1 }) => scaleResolutionDownBy)).toEqual([...scales])
    expect(encodings.at(-1)?.maxBitrate).toBe(8_000_000)
  })

test('a screen in layers leaves frames out before it goes a layer down, and its lowest fits a narrow link', () => {
  const encodings = screenEncodings({ width: 3_840, height: 2_160 }, share)
  expect(encodings.map(({ scalabilityMode }) => scalabilityMode)).toEqual(['L1T3', 'L1T3', 'L1T3'])
  expect(encodings[0]?.maxBitrate).toBe(400_000)
})

test('text has few frames, motion many', () => {
  const frames = (content: 'text' | 'motion') => screenEncodings({}, { ...share, content }).map(({ maxFramerate }) => maxFramerate)
  expect([frames('text'), frames('motion')]).toEqual([
    [10, 10],
    [30, 30],
  ])
})
