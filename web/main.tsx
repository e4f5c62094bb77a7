import { StrictMode } from 'react'
import { createRoot } from 'react-dom/client'
import { App } from './app'
import { ClientProvider, startClient } from './client'
import { startWords } from './i18n/i18n'
import { applyLook } from './preferences'
import { HintProvider } from './ui/hint'

applyLook()
await startWords()

const root = document.getElementById('root')
if (root === null) throw new Error('index.html has no #root')
createRoot(root).render(
  <StrictMode>
    <ClientProvider client={startClient()}>
      <HintProvider delayDuration={350} skipDelayDuration={200}>
        <App />
      </HintProvider>
    </ClientProvider>
  </StrictMode>,
)
