const prefix = 'boltorezka.draft.'

/** What was written and not sent in a room, kept over reloads. */
export function readDraft(roomId: string): string {
  try {
    return localStorage.getItem(prefix + roomId) ?? ''
  } catch {
    return ''
  }
}

export function keepDraft(roomId: string, text: string): void {
  try {
    if (text === '') localStorage.removeItem(prefix + roomId)
    else localStorage.setItem(prefix + roomId, text)
  } catch {
    // without storage a draft lives as long as its room is open
  }
}
