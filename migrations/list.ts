import ground from './0001_ground.sql' with { type: 'text' }
import rooms from './0002_rooms.sql' with { type: 'text' }
import appendMessages from './0003_append_messages.sql' with { type: 'text' }
import append from './0004_append.sql' with { type: 'text' }
import reading from './0005_reading.sql' with { type: 'text' }
import people from './0006_people.sql' with { type: 'text' }
import roomsAndReads from './0007_rooms_and_reads.sql' with { type: 'text' }
import directRooms from './0008_direct_rooms.sql' with { type: 'text' }
import files from './0009_files.sql' with { type: 'text' }
import appendPlain from './0010_append_plain.sql' with { type: 'text' }
import callQuality from './0011_call_quality.sql' with { type: 'text' }
import callHistory from './0012_call_history.sql' with { type: 'text' }
import refreshLeeway from './0013_refresh_leeway.sql' with { type: 'text' }
import lists from './0014_lists.sql' with { type: 'text' }

/** A step of the schema. Forward only: once released its text never changes, which the checksum watches over. */
export type Migration = { readonly number: number; readonly name: string; readonly text: string }

/** Every migration in order. Imported as text, so that a compiled binary carries them. */
export const migrations: readonly Migration[] = [
  { number: 1, name: 'ground', text: ground },
  { number: 2, name: 'rooms', text: rooms },
  { number: 3, name: 'append_messages', text: appendMessages },
  { number: 4, name: 'append', text: append },
  { number: 5, name: 'reading', text: reading },
  { number: 6, name: 'people', text: people },
  { number: 7, name: 'rooms_and_reads', text: roomsAndReads },
  { number: 8, name: 'direct_rooms', text: directRooms },
  { number: 9, name: 'files', text: files },
  { number: 10, name: 'append_plain', text: appendPlain },
  { number: 11, name: 'call_quality', text: callQuality },
  { number: 12, name: 'call_history', text: callHistory },
  { number: 13, name: 'refresh_leeway', text: refreshLeeway },
  { number: 14, name: 'lists', text: lists },
]
