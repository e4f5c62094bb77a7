import { StrictMode } from 'react'
import { createRoot } from 'react-dom/client'
import { App } from './app'
import { ClientProvider, startClient } from './client'
import { startWords } from './i18n/i18n'
import { loadInside } from './load-inside'
import { applyLook } from './preferences'
import { HintProvider } from './ui/hint'

const client = startClient()
// who comes back needs it at once
if (client.accounts.getSnapshot().status === 'signed-in') void loadInside().catch(() => undefined)
applyLook()
await startWords()

const root = document.getElementById('root')
if (root === null) throw new Error('index.html has no #root')
createRoot(root).render(
  <StrictMode>
    <ClientProvider client={client}>
      <HintProvider delayDuration={350} skipDelayDuration={200}>
        <App />
      </HintProvider>
    </ClientProvider>
  </StrictMode>,
)
