import { checkoutAssets } from './assets'
import { program } from './program'

await program(checkoutAssets())
