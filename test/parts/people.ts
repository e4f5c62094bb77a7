/** An account of a test server, signed in. */
export type Person = { readonly id: string; readonly name: string; readonly email: string; readonly token: string }

type Signed = { user: { id: string; name: string; email: string }; accessToken: string }

/** Calls the HTTP interface; throws with the answer's text where it says no. */
export async function http<T>(
  url: string,
  token: string | null,
  method: string,
  path: string,
  body?: object,
  headers: Record<string, string> = {},
): Promise<T> {
  const answer = await fetch(url + path, {
    method,
    headers: { 'content-type': 'application/json', ...(token ? { authorization: `Bearer ${token}` } : {}), ...headers },
    ...(body ? { body: JSON.stringify(body) } : {}),
  })
  const text = await answer.text()
  if (!answer.ok) throw new Error(`${method} ${path}: ${answer.status} ${text}`)
  return (text === '' ? null : JSON.parse(text)) as T
}

/** Registers one account. */
export async function register(url: string, email: string, name = email): Promise<Person> {
  const body = { email, password: 'password123', name }
  const { user, accessToken } = await http<Signed>(url, null, 'POST', '/v1/auth/register', body)
  return { ...user, token: accessToken }
}

/** Registers `count` accounts at once: prefix-0@boltorezka.test and so on. */
export function registerMany(url: string, count: number, prefix = 'person'): Promise<Person[]> {
  return Promise.all(Array.from({ length: count }, (_, n) => register(url, `${prefix}-${n}@boltorezka.test`, `${prefix} ${n}`)))
}

/** Makes a room; `by` must be an admin. Answers its id. */
export async function makeRoom(url: string, by: Person, slug: string, visibility: 'open' | 'private' = 'open'): Promise<string> {
  const { room } = await http<{ room: { id: string } }>(url, by.token, 'POST', '/v1/rooms', { slug, name: slug, visibility })
  return room.id
}
