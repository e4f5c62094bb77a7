import { existsSync } from 'node:fs'
import { chromium, type Browser, type BrowserContext, type Page } from 'playwright-core'

const places = [
  '/usr/bin/chromium',
  '/usr/bin/chromium-browser',
  '/usr/bin/google-chrome',
  '/Applications/Google Chrome.app/Contents/MacOS/Google Chrome',
]

const flags = [
  '--headless=new',
  '--no-sandbox',
  '--use-fake-device-for-media-stream',
  '--use-fake-ui-for-media-stream',
  '--mute-audio',
  '--no-first-run',
  '--disable-background-networking',
  '--disable-component-update',
  '--disable-domain-reliability',
  '--disable-sync',
  '--no-default-browser-check',
  '--disable-background-timer-throttling',
  '--disable-renderer-backgrounding',
  '--disable-backgrounding-occluded-windows',
]

let shared: Promise<Browser> | null = null

/** One Chromium with a fake camera and microphone for the whole run; profiles are contexts of it. */
export function sharedBrowser(): Promise<Browser> {
  shared ??= launch()
  return shared
}

/** Ends the shared Chromium; the next `sharedBrowser` starts another. */
export async function closeBrowser(): Promise<void> {
  const browser = shared
  shared = null
  await (await browser)?.close()
}

/** Chromium that sends no UDP but through a proxy, as where a firewall drops it. */
export const withoutUdp = ['--webrtc-ip-handling-policy=disable_non_proxied_udp']

/** A Chromium of one's own, with more flags; whoever launches it closes it. */
export function launch(more: readonly string[] = []): Promise<Browser> {
  const executablePath = process.env['CHROMIUM'] ?? places.find((place) => existsSync(place))
  if (executablePath === undefined) throw new Error('No Chromium found: install it, or set CHROMIUM to its path.')
  return chromium.launch({ executablePath, args: [...flags, ...more] })
}

export type Look = { width?: number; height?: number; theme?: 'light' | 'dark'; language?: 'en' | 'ru' }

/** A page of a fresh profile. What its console calls an error is kept: a clean run has none. */
export type Profile = { readonly page: Page; readonly context: BrowserContext; readonly errors: string[]; close(): Promise<void> }

export async function openProfile(
  baseURL: string,
  { width = 1440, height = 900, theme = 'light', language = 'en' }: Look = {},
  browser: Promise<Browser> = sharedBrowser(),
): Promise<Profile> {
  const phone = width < 600
  const context = await (
    await browser
  ).newContext({
    baseURL,
    viewport: { width, height },
    colorScheme: theme,
    locale: language === 'ru' ? 'ru-RU' : 'en-US',
    reducedMotion: 'reduce',
    permissions: ['camera', 'microphone'],
    hasTouch: phone,
    isMobile: phone,
  })
  context.setDefaultTimeout(20_000)
  const page = await context.newPage()
  const errors: string[] = []
  page.on('pageerror', (error) => errors.push(`${error.name}: ${error.message}`))
  page.on('console', (message) => {
    if (message.type() === 'error') errors.push(message.text())
  })
  return { page, context, errors, close: () => context.close() }
}
