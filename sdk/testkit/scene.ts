import { createClient, type Client, type ClientOptions } from '#sdk/client'
import { FakeServer } from './fake-server'
import { seeded } from './seeded'
import { VirtualClock } from './virtual-clock'

/** A fake server, its clock, and clients of it. */
export class Scene {
  readonly clock = new VirtualClock()
  readonly random: () => number
  readonly server: FakeServer

  constructor(seed = 1) {
    this.random = seeded(seed)
    this.server = new FakeServer(this.clock, this.random)
  }

  client(more: Partial<ClientOptions> = {}): Client {
    const { clock, random, server } = this
    const webSocket = server.network.constructorFor()
    return createClient({ baseUrl: 'http://fake', clock, random, fetch: server.fetch, webSocket, network: null, ...more })
  }

  /** Registered and online. */
  async person(name: string, more: Partial<ClientOptions> = {}): Promise<Client> {
    const client = this.client(more)
    await this.finish(client.accounts.register({ email: name, password: 'password', name }))
    if (more.connect !== 'manual') await this.clock.until(() => client.connection.isOnline)
    return client
  }

  /** Lets virtual time pass until the promise settles. */
  async finish<T>(promise: Promise<T>): Promise<T> {
    let done = false
    const settled = promise.then(
      () => (done = true),
      () => (done = true),
    )
    await this.clock.until(() => done)
    await settled
    return promise
  }
}
