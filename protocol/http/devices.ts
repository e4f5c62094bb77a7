import { type Static, Type } from '@sinclair/typebox'
import { Timestamp, Uuid } from '#protocol/models'
import { list } from './lists'

export const DeviceParams = Type.Object({ deviceId: Uuid })

/** One signed-in device; `current` is the one that asks. */
export const Device = Type.Object({ id: Uuid, name: Type.String(), createdAt: Timestamp, lastSeenAt: Timestamp, current: Type.Boolean() })
export type Device = Static<typeof Device>

export const DeviceList = list(Device)
export type DeviceList = Static<typeof DeviceList>
