import type { Appended, RoomCommand } from './commands'
import type { HeadsListener } from './heads'

/** The only door through which a room's stream grows. Never throws for database trouble: it answers outcomes. */
export type Append = {
  room(roomId: string, commands: readonly RoomCommand[]): Promise<Appended>
  /** Called after every commit that moved heads, whoever asked for it. Returns the function that ends the listening. */
  onHeads(listener: HeadsListener): () => void
}
