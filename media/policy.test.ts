import { expect, test } from 'bun:test'
import type { Source } from '#protocol/frames/media'
import { flowOf, layerFor, layersOf, type Outlook, pictured, type Watched, worthMaking } from './policy'

const of = (source: Source, more: Partial<Watched> = {}): Watched => ({
  participantId: 'a',
  source,
  spatialLayers: source === 'camera' || source === 'screen' ? 3 : 1,
  ready: true,
  stopped: false,
  chosen: null,
  ...more,
})
const anywhere: Outlook = { tiles: null, audible: null, recent: new Set() }
const shown = (source: Source, ...heights: number[]): Outlook => ({
  ...anywhere,
  tiles: heights.map((height) => ({ participantId: 'a', source, width: height * 2, height })),
})
const among = (...audible: string[]): Outlook => ({ ...anywhere, audible: new Set(audible) })
const spoken = (...recent: string[]): Outlook => ({ ...anywhere, recent: new Set(recent) })

const table: readonly [what: string, watched: Watched, outlook: Outlook, flows: boolean, layer?: number][] = [
  ['audio of all in a small call', of('mic'), anywhere, true],
  ['audio of one of the loudest in a large one', of('mic'), among('a', 'b'), true],
  ['no audio of the others there', of('mic'), among('b'), false],
  ['audio of a screen is always heard', of('screen-audio'), among('b'), true],
  ['nothing before ready', of('mic', { ready: false }), anywhere, false],
  ['no picture before ready', of('camera', { ready: false }), shown('camera', 700), false],
  ['nothing its peer paused', of('mic', { stopped: true }), anywhere, false],
  ['no picture its peer paused, however large its tile', of('screen', { stopped: true }), shown('screen', 1_000), false],
  ['before the first view: who spoke of late, at the lowest layer', of('camera'), spoken('a'), true, 0],
  ['before the first view: not those who did not', of('camera'), spoken('b'), false],
  ['before the first view: every screen, at the lowest layer', of('screen'), anywhere, true, 0],
  ['before the first view: what was asked for', of('camera', { chosen: { spatialLayer: 2 } }), anywhere, true, 2],
  ['a picture off screen', of('camera'), { ...anywhere, tiles: [] }, false],
  ['a picture off screen, though its layers were asked for', of('camera', { chosen: { spatialLayer: 2 } }), shown('screen', 700), false],
  ['a tile of no height', of('camera'), shown('camera', 0), false],
  ['a tile of the camera shows no screen', of('screen'), shown('camera', 700), false],
  ['a small tile', of('camera'), shown('camera', 120), true, 0],
  ['a middle tile', of('camera'), shown('camera', 400), true, 1],
  ['a large tile', of('camera'), shown('camera', 700), true, 2],
  ['the largest of its tiles counts', of('camera'), shown('camera', 120, 700, 300), true, 2],
  ['layers asked for overrule the tile', of('camera', { chosen: { spatialLayer: 0 } }), shown('camera', 700), true, 0],
  ['a screen in a thumbnail', of('screen'), shown('screen', 200), true, 0],
  ['a screen in a tile: all of it', of('screen'), shown('screen', 400), true, 2],
  ['one layer only: none is asked for', of('camera', { spatialLayers: 1 }), shown('camera', 120), true],
]

for (const [what, watched, outlook, flows, layer] of table) {
  test(`${flows ? 'flows' : 'is paused'}: ${what}`, () => {
    const flow = flowOf(watched, outlook)
    expect(!flow.paused).toBe(flows)
    expect(flow.layers?.spatialLayer).toBe(layer)
  })
}

test('a screen comes before any camera, a large tile before a small one', () => {
  const priority = (source: Source, height: number): number => flowOf(of(source), shown(source, height)).priority
  expect(priority('screen', 200)).toBeGreaterThan(priority('camera', 1_000))
  expect(priority('camera', 1_000)).toBeGreaterThan(priority('camera', 400))
  expect(priority('camera', 400)).toBeGreaterThan(priority('camera', 100))
})

test('a consumer is made of everything in a small call; among many only of what is heard, shown, or a screen', () => {
  for (const source of ['mic', 'camera', 'screen', 'screen-audio'] as const) expect(worthMaking('a', source, anywhere)).toBe(true)
  expect([among('a'), among('b')].map((outlook) => worthMaking('a', 'mic', outlook))).toEqual([true, false])
  const seeing = { ...shown('camera', 200), audible: new Set<string>() }
  expect([seeing, { ...seeing, tiles: [] }].map((outlook) => worthMaking('a', 'camera', outlook))).toEqual([true, false])
  expect([among(), among('b')].map((outlook) => worthMaking('a', 'screen', outlook))).toEqual([true, true])
})

test('two layers, four layers, one', () => {
  expect([100, 240, 241, 2_000].map((height) => layerFor('camera', 2, height))).toEqual([0, 0, 1, 1])
  expect([100, 200, 400, 2_000].map((height) => layerFor('camera', 4, height))).toEqual([0, 1, 2, 3])
  expect(layerFor('camera', 1, 700)).toBe(0)
})

test('scalability modes', () => {
  const modes = ['L3T3', 'S2T1', 'L1T2_KEY', undefined, 'none'].map(layersOf)
  expect(modes.map(({ spatial, temporal }) => [spatial, temporal])).toEqual([
    [3, 3],
    [2, 1],
    [1, 2],
    [1, 1],
    [1, 1],
  ])
})

test('before the first view those who spoke last are seen, and the silent ones while there is room', () => {
  const crowd = Array.from({ length: 12 }, (_, index) => `p${index}`)
  expect([...pictured(new Set(), ['a', 'b'])]).toEqual(['a', 'b'])
  expect([...pictured(new Set(['p11']), crowd)]).toEqual(['p11', ...crowd.slice(0, 8)])
  expect(pictured(new Set(crowd.slice(0, 9)), crowd).size).toBe(9)
})
