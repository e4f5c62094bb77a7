/** Resolves when `holds` does; looks every few ms and says what it waited for when it gives up. */
export async function until(what: string, holds: () => boolean | Promise<boolean>, within = 20_000): Promise<void> {
  const end = performance.now() + within
  while (!(await holds())) {
    if (performance.now() > end) throw new Error(`waited ${within} ms in vain until ${what}`)
    await Bun.sleep(5)
  }
}
