/** Puts words on the clipboard; also where the page is not secure or may not use the browser's own way. Whether they are there. */
export async function copyText(text: string): Promise<boolean> {
  const clipboard = navigator.clipboard as Clipboard | undefined
  try {
    if (clipboard !== undefined) {
      await clipboard.writeText(text)
      return true
    }
  } catch {
    // refused: the old way may still work
  }
  const area = document.createElement('textarea')
  area.value = text
  area.className = 'sr-only'
  document.body.append(area)
  const focused = document.activeElement as HTMLElement | null
  area.select()
  const copied = document.execCommand('copy')
  area.remove()
  focused?.focus()
  return copied
}
