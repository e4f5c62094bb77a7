import { useEffect, useState } from 'react'

export type Devices = { microphones: MediaDeviceInfo[]; cameras: MediaDeviceInfo[]; speakers: MediaDeviceInfo[] }

const none: Devices = { microphones: [], cameras: [], speakers: [] }

/** What can be chosen now; follows plugging in and out. Names appear once the browser has given leave (`round` changes). */
export function useDevices(round: unknown): Devices {
  const [devices, setDevices] = useState(none)
  useEffect(() => {
    const media = navigator.mediaDevices as MediaDevices | undefined
    if (media === undefined) return
    let wanted = true
    const look = async () => {
      const all = (await media.enumerateDevices()).filter((device) => device.deviceId !== '')
      if (!wanted) return
      const of = (kind: MediaDeviceKind) =>
        all.filter((device) => device.kind === kind && device.deviceId !== 'default' && device.deviceId !== 'communications')
      setDevices({ microphones: of('audioinput'), cameras: of('videoinput'), speakers: of('audiooutput') })
    }
    void look()
    media.addEventListener('devicechange', look)
    return () => {
      wanted = false
      media.removeEventListener('devicechange', look)
    }
  }, [round])
  return devices
}
