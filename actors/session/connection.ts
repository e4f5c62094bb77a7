/** The gateway implements what rooms and sessions hold; it reaches the type through this folder, as it imports no rooms. */
export type { Connection } from '#actors/room/connection'
