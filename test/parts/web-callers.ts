import { openProfile, type Profile } from './browser'
import { watchMedia } from './web-media'
import { signUp } from './web-people'

/** Signs people up, each in a profile of their own with media watched, and brings them to the General room. */
export async function openInGeneral(url: string, people: readonly { name: string; email: string }[], height = 800): Promise<Profile[]> {
  const profiles: Profile[] = []
  for (const { name, email } of people) {
    const profile = await openProfile(url, { width: 1280, height })
    profiles.push(profile)
    await watchMedia(profile.page)
    await signUp(profile.page, name, email)
    await profile.page.getByRole('link', { name: /General/ }).click()
    await profile.page.getByRole('textbox', { name: 'Message to General' }).waitFor()
  }
  return profiles
}
