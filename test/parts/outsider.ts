import { register, type Person } from './people'
import { OWNER_EMAIL, startServer, type TestServer, type TestServerOptions } from './server'

/** What an HTTP answer was: nothing is thrown for a refusal. */
export type Answer = { readonly status: number; readonly headers: Headers; readonly body: any; readonly text: string }

type Asked = {
  readonly by?: Person | string | undefined
  readonly body?: unknown
  readonly raw?: string
  readonly headers?: Record<string, string>
}

/** A server of its own with its owner, and plain HTTP to it. */
export class Outsider {
  readonly server: TestServer
  readonly owner: Person
  #made = 0

  private constructor(server: TestServer, owner: Person) {
    this.server = server
    this.owner = owner
  }

  static async start(options: TestServerOptions = {}): Promise<Outsider> {
    const server = await startServer(options)
    return new Outsider(server, await register(server.url, OWNER_EMAIL, 'Owner'))
  }

  get url(): string {
    return this.server.url
  }

  /** A new account; `name` is also in its e-mail. */
  person(name: string): Promise<Person> {
    return register(this.url, `${name.toLowerCase()}-${++this.#made}@boltorezka.test`, name)
  }

  async ask(method: string, path: string, { by, body, raw, headers = {} }: Asked = {}): Promise<Answer> {
    const token = typeof by === 'string' ? by : by?.token
    const content = raw ?? (body === undefined ? undefined : JSON.stringify(body))
    const response = await fetch(this.url + path, {
      method,
      headers: {
        ...(token === undefined ? {} : { authorization: `Bearer ${token}` }),
        ...(content === undefined ? {} : { 'content-type': 'application/json' }),
        ...headers,
      },
      ...(content === undefined ? {} : { body: content }),
    })
    const text = await response.text()
    const json = response.headers.get('content-type')?.includes('json') && text !== ''
    return { status: response.status, headers: response.headers, body: json ? JSON.parse(text) : undefined, text }
  }

  /** Like ask, for what has to work. */
  async must(method: string, path: string, asked: Asked = {}): Promise<any> {
    const { status, body, text } = await this.ask(method, path, asked)
    if (status >= 300) throw new Error(`${method} ${path}: ${status} ${text}`)
    return body
  }

  /** A new room of the owner. */
  async room(visibility: 'open' | 'private' = 'open'): Promise<{ id: string; slug: string }> {
    const slug = `room-${++this.#made}`
    const { room } = await this.must('POST', '/v1/rooms', { by: this.owner, body: { slug, name: slug, visibility } })
    return room
  }

  async say(by: Person, roomId: string, text: string): Promise<any> {
    return this.must('POST', `/v1/rooms/${roomId}/messages`, { by, body: { text } })
  }
}
