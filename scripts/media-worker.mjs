import { bootstrap } from './bootstrap.mjs'
import { mediaWorker } from './media-worker/at-hand.mjs'
import { main } from './process.mjs'

// npm run media-worker: gets or makes mediasoup's worker and prints where it is.
await main(async () => {
  await bootstrap()
  console.log(await mediaWorker())
})
