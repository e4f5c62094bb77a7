import { cpSync, existsSync, mkdirSync, readdirSync, readFileSync, renameSync, rmSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { ask, run, Stop } from '#scripts/process.mjs'

/**
 * Makes a static libsrtp with OpenSSL in a folder. Debian's own is built with NSS, which cannot be linked in, so its source package is
 * built again; package sources are switched on for this one command, and nothing of the system is changed.
 */
export async function libsrtp(folder, { signal }) {
  if (existsSync(join(folder, 'libsrtp2.a'))) return
  const scratch = `${folder}.apt`
  for (const old of [folder, scratch]) rmSync(old, { recursive: true, force: true })
  mkdirSync(join(scratch, 'lists', 'partial'), { recursive: true })
  const list = join(scratch, 'sources.list')
  writeFileSync(list, `${sourceLine()}\n`)
  const settings = {
    'Dir::Etc::SourceList': list,
    'Dir::Etc::SourceParts': '/dev/null',
    'Dir::State::Lists': join(scratch, 'lists'),
    'APT::Sandbox::User': 'root',
  }
  const options = ['-q', ...Object.entries(settings).flatMap(([key, value]) => ['-o', `${key}=${value}`])]
  const within = { cwd: scratch, signal }
  await run('apt-get', [...options, 'update'], within)
  await run('apt-get', [...options, 'source', 'libsrtp2'], within)
  const name = readdirSync(scratch, { withFileTypes: true }).find(
    (entry) => entry.isDirectory() && entry.name.startsWith('libsrtp2-'),
  )?.name
  if (!name) throw new Stop('apt-get brought no source of libsrtp2')
  const source = join(scratch, name)
  await run('sh', ['-c', './configure --quiet --enable-openssl CFLAGS=-O2 && make -s libsrtp2.a'], { cwd: source, signal })
  cpSync(join(source, 'include'), join(source, 'public', 'srtp2'), { recursive: true })
  renameSync(source, folder)
  rmSync(scratch, { recursive: true, force: true })
}

/** The line of apt's sources for this system's own release. */
function sourceLine() {
  const targets = ask('apt-get', ['indextargets', '--format', '$(REPO_URI) $(CODENAME)', 'Created-By: Packages', 'Component: main']) ?? ''
  const os = readFileSync('/etc/os-release', 'utf8')
  const [, codename] = /^VERSION_CODENAME=(.+)$/m.exec(os) ?? []
  const uri = targets
    .split('\n')
    .map((line) => line.split(' '))
    .find((target) => target[1] === codename)?.[0]
  if (!uri) throw new Stop(`apt knows no main packages of this system (${codename ?? 'without a code name'})`)
  const keyring = ['debian', 'ubuntu'].map((id) => `/usr/share/keyrings/${id}-archive-keyring.gpg`).find((path) => existsSync(path))
  return `deb-src ${keyring ? `[signed-by=${keyring}] ` : ''}${uri} ${codename} main`
}
