import type { Page } from 'playwright-core'

export const PASSWORD = 'password123'

export type Person = { id: string; email: string; name: string; token: string }

type Answer = { user: { id: string }; accessToken: string }

/** Calls the API of a test server; throws what it says when it says no. */
export async function call<T>(url: string, method: string, path: string, token: string | null, body?: unknown): Promise<T> {
  const answer = await fetch(url + path, {
    method,
    headers: { 'content-type': 'application/json', ...(token === null ? {} : { authorization: `Bearer ${token}` }) },
    ...(body === undefined ? {} : { body: JSON.stringify(body) }),
  })
  const text = await answer.text()
  if (!answer.ok) throw new Error(`${method} ${path} answered ${answer.status}: ${text}`)
  return (text === '' ? null : JSON.parse(text)) as T
}

/** Makes an account without a browser. */
export async function makePerson(url: string, name: string, email: string): Promise<Person> {
  const { user, accessToken } = await call<Answer>(url, 'POST', '/v1/auth/register', null, { email, password: PASSWORD, name })
  return { id: user.id, email, name, token: accessToken }
}

/** Signs in through the page. Waits until the rooms are there. */
export async function signIn(page: Page, email: string): Promise<void> {
  await page.goto('/sign-in')
  await page.locator('input[name=email]').fill(email)
  await page.locator('input[name=password]').fill(PASSWORD)
  await page.locator('button[type=submit]').click()
  await page.locator('nav').first().waitFor()
}

/** Signs up through the page and skips the first run. */
export async function signUp(page: Page, name: string, email: string): Promise<void> {
  await page.goto('/sign-up')
  await page.locator('input[name=name]').fill(name)
  await page.locator('input[name=email]').fill(email)
  await page.locator('input[name=password]').fill(PASSWORD)
  await page.locator('button[type=submit]').click()
  await page.getByRole('button', { name: /^(Skip|Пропустить)$/ }).click()
  await page.locator('nav').first().waitFor()
}

/** What sticks out of the page to the right or the left, apart from what scrolls inside its own box. */
export async function overflows(page: Page): Promise<string[]> {
  return page.evaluate(() => {
    const width = document.documentElement.clientWidth
    const found: string[] = []
    if (document.documentElement.scrollWidth > width) found.push(`the page is ${document.documentElement.scrollWidth} wide in ${width}`)
    const hidden = (element: Element): boolean => {
      for (let one: Element | null = element; one !== null; one = one.parentElement) {
        const style = getComputedStyle(one)
        if (style.display === 'none' || style.visibility === 'hidden' || style.opacity === '0' || style.clipPath !== 'none') return true
        if (one !== element && (style.overflowX === 'auto' || style.overflowX === 'scroll' || style.overflowX === 'hidden')) {
          const box = one.getBoundingClientRect()
          if (box.left >= -1 && box.right <= width + 1 && style.overflowX !== 'hidden') return true
        }
      }
      return false
    }
    for (const element of document.body.querySelectorAll('*')) {
      const box = element.getBoundingClientRect()
      if (box.width === 0 || box.height === 0 || box.bottom < 0 || box.top > innerHeight) continue
      const name = `${element.tagName.toLowerCase()} "${(element.textContent ?? '').trim().slice(0, 40)}"`
      if ((box.right > width + 1 || box.left < -1) && !hidden(element))
        found.push(`${name} reaches from ${Math.round(box.left)} to ${Math.round(box.right)} of ${width}`)
      // words cut off without an ellipsis
      const style = getComputedStyle(element)
      const cut =
        element.scrollWidth > element.clientWidth + 1 &&
        style.overflowX === 'visible' &&
        style.display !== 'inline' &&
        element.clientWidth > 0
      if (cut && !hidden(element) && element.matches('button, a, h1, h2, h3, p, label, legend, li'))
        found.push(`${name} is wider than its place`)
    }
    return [...new Set(found)]
  })
}
