import { Refused } from '#protocol/errors'
import type { CommandResults, RoomCommand, RoomCommandType } from '#src/data/commands'
import type { HttpDeps } from './deps'

type Command<Type extends RoomCommandType> = Extract<RoomCommand, { type: Type }>

/** The id of a room the person may see, from what stands in the path: Refused not_found. */
export async function roomIdOf({ data }: Pick<HttpDeps, 'data'>, key: string, userId: string): Promise<string> {
  const found = await data.rooms.idOf(key, userId)
  if (!found) throw new Refused('not_found', 'There is no such room.')
  return found.roomId
}

/** Sends a command to the live room and answers its result; what the room refuses is thrown. */
export async function commandRoom<Type extends RoomCommandType>(
  { rooms }: Pick<HttpDeps, 'rooms'>,
  roomId: string,
  command: Command<Type>,
): Promise<CommandResults[Type]> {
  const outcome = await rooms.command(roomId, command)
  if (!outcome.ok) throw new Refused(outcome.code, outcome.message)
  // an outcome answers the command it was given
  return outcome.result as CommandResults[Type]
}
