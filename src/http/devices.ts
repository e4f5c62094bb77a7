import { Type } from '@sinclair/typebox'
import { Refused } from '#protocol/errors'
import { DeviceList, DeviceParams } from '#protocol/http/devices'
import type { HttpDeps } from './deps'
import { own, operation, signedIn } from './route'

/** Where I am signed in: /v1/devices. */
export const deviceRoutes = (deps: HttpDeps) => {
  const { access, data, sessions } = deps
  return signedIn(deps)
    .get(
      '/v1/devices',
      async ({ caller }) => {
        const devices = await data.devices.list(caller.userId)
        const items = devices.map(({ id, name, createdAt, lastSeenAt }) => ({
          id,
          name,
          createdAt,
          lastSeenAt,
          current: id === caller.deviceId,
        }))
        return { items, next: null }
      },
      {
        response: { 200: own(DeviceList) },
        detail: operation({ id: 'listDevices', tag: 'devices', summary: 'My signed-in devices, newest first' }),
      },
    )
    .delete(
      '/v1/devices/:deviceId',
      async ({ caller, params: { deviceId }, set }) => {
        const devices = await data.devices.list(caller.userId)
        if (!devices.some(({ id }) => id === deviceId)) throw new Refused('not_found', 'You have no device with this id.')
        await data.devices.revoke(deviceId)
        access.revocations.learn({ revokedDevices: [deviceId], disabledUsers: [], enabledUsers: [] })
        sessions.revoke({ deviceId })
        set.status = 204
      },
      {
        params: own(DeviceParams),
        response: { 204: Type.Void() },
        detail: operation({ id: 'revokeDevice', tag: 'devices', summary: 'Sign a device of mine out', refuses: ['invalid', 'not_found'] }),
      },
    )
}
