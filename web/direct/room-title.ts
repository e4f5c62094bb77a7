import type { TFunction } from 'i18next'
import type { Room } from '#protocol/models'

/** Whether this is where I write to nobody but myself. */
export const isNotes = (room: Room): boolean => room.kind === 'direct' && room.with?.length === 0

/** What a room is called on screen. */
export const roomTitle = (t: TFunction, room: Room): string => (isNotes(room) ? t('direct.notes') : room.name)

/** Whether there is a list of people to look at: not where the name says it all. */
export const hasPeople = (room: Room | null): boolean => room === null || room.kind !== 'direct' || (room.with?.length ?? 0) > 1
