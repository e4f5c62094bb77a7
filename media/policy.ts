import type { Source } from '#protocol/frames/media'
import type { PeerId, Tile } from './conference'

/** Above so many peers only the loudest are heard. */
export const AUDIO_OF_ALL = 20
export const LOUDEST = 6
/** Pictures that flow to a peer that has not said yet what it shows. */
export const FIRST_PICTURES = 9

export type Layers = { readonly spatialLayer: number; readonly temporalLayer?: number }

/** One consumer as the policy sees it. */
export type Watched = {
  readonly participantId: PeerId
  readonly source: Source
  readonly spatialLayers: number
  /** Its peer has set it up. */
  readonly ready: boolean
  /** Its peer paused it. */
  readonly stopped: boolean
  /** What its peer asked for itself. */
  readonly chosen: Layers | null
}

/** What one peer looks at, and who is heard. */
export type Outlook = {
  readonly tiles: readonly Tile[] | null
  /** Null: everybody. */
  readonly audible: ReadonlySet<PeerId> | null
  /** Whose pictures flow before the first view. */
  readonly recent: ReadonlySet<PeerId>
}

/** `priority` is mediasoup's: who gets the viewer's bandwidth first. Audio takes no part in that: it always flows. */
export type Flow = { readonly paused: boolean; readonly layers: Layers | null; readonly priority: number }

const still: Flow = { paused: true, layers: null, priority: 1 }
const SCREEN_PRIORITY = 200

/** What of a producer flows to a peer. */
export function flowOf(watched: Watched, outlook: Outlook): Flow {
  if (!watched.ready || watched.stopped) return still
  const { source, participantId } = watched
  if (source === 'screen-audio') return { paused: false, layers: null, priority: 1 }
  if (source === 'mic')
    return outlook.audible === null || outlook.audible.has(participantId) ? { paused: false, layers: null, priority: 1 } : still
  const height = heightOf(watched, outlook)
  if (height === 0) return still
  const layers = watched.spatialLayers < 2 ? null : (watched.chosen ?? { spatialLayer: layerFor(source, watched.spatialLayers, height) })
  return { paused: false, layers, priority: source === 'screen' ? SCREEN_PRIORITY : cameraPriority(height) }
}

/** Whose pictures flow before the first view: those who spoke last and, while there is room, the others. */
export function pictured(recent: ReadonlySet<PeerId>, peers: Iterable<PeerId>): ReadonlySet<PeerId> {
  const chosen = new Set(recent)
  for (const peer of peers) {
    if (chosen.size >= FIRST_PICTURES) break
    chosen.add(peer)
  }
  return chosen
}

/**
 * Whether a consumer is made at all: in a small call always, so that all it needs to flow is to be resumed; among many only when it would
 * flow, because every paused one costs for every packet. Screens are few.
 */
export function worthMaking(participantId: PeerId, source: Source, outlook: Outlook): boolean {
  if (outlook.audible === null || source === 'screen' || source === 'screen-audio') return true
  return !flowOf({ participantId, source, spatialLayers: 1, ready: true, stopped: false, chosen: null }, outlook).paused
}

/** How high the picture is on screen, the highest of its tiles; 0: not there. */
function heightOf({ participantId, source, chosen }: Watched, { tiles, recent }: Outlook): number {
  if (tiles === null) return source === 'screen' || chosen !== null || recent.has(participantId) ? 1 : 0
  let height = 0
  for (const tile of tiles) if (tile.participantId === participantId && tile.source === source) height = Math.max(height, tile.height)
  return height
}

/** Of the top layer: who sends in two has a small camera. */
const cameraHeight = (spatialLayers: number): number => (spatialLayers === 2 ? 360 : 720)
const STRETCH = 4 / 3
const THUMBNAIL = 300

/** The lowest layer that need not be stretched by more than a third. Text on a screen cannot be stretched at all: a thumbnail or everything. */
export function layerFor(source: Source, spatialLayers: number, height: number): number {
  const top = spatialLayers - 1
  if (source === 'screen') return height < THUMBNAIL ? 0 : top
  for (let layer = 0; layer < top; layer++) if ((cameraHeight(spatialLayers) / 2 ** (top - layer)) * STRETCH >= height) return layer
  return top
}

const cameraPriority = (height: number): number => (height > 480 ? 120 : height > 240 ? 60 : 30)

/** Spatial and temporal layers of `L3T3`, `S2T1`, `L1T2_KEY`. */
export function layersOf(scalabilityMode: string | undefined): { readonly spatial: number; readonly temporal: number } {
  const [, spatial, temporal] = /^[LS](\d+)T(\d+)/.exec(scalabilityMode ?? '') ?? []
  return { spatial: Number(spatial ?? 1), temporal: Number(temporal ?? 1) }
}
