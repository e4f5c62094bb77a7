import { withEnvFile } from '#src/base/env-file'
import { ConfigError, describeConfig, readConfig } from '#src/base/config'
import { openLog } from '#src/base/log'
import { admin } from './admin'
import { runServer } from './run-server'
import { version } from './version'

const usage = `boltorezka ${version}

  boltorezka [serve]                 run the server
  boltorezka admin promote <email>   make an account super admin
  boltorezka config                  every setting, its value and where it comes from
  boltorezka version
  boltorezka --help

Settings come from the environment and from .env in the current folder.`

/** The program. Exit codes: 0 done, 1 failed while running, 2 bad words on the command line, 78 bad configuration (sysexits.h). */
async function main(words: readonly string[]): Promise<number> {
  const env = withEnvFile(process.env, '.env')
  switch (words[0] ?? 'serve') {
    case 'serve': {
      const config = readConfig(env)
      return runServer(config, openLog({ level: config.logLevel }))
    }
    case 'admin':
      return admin(readConfig(env), words.slice(1))
    case 'config':
      for (const { key, value, from, about } of describeConfig(env))
        console.log(`${key.padEnd(22)} ${value.padEnd(24)} ${from.padEnd(12)} ${about}`)
      return 0
    case 'version':
    case '--version':
      console.log(version)
      return 0
    case 'help':
    case '--help':
    case '-h':
      console.log(usage)
      return 0
    default:
      console.error(`Unknown command: ${words.join(' ')}\n\n${usage}`)
      return 2
  }
}

try {
  process.exit(await main(process.argv.slice(2)))
} catch (error) {
  console.error(error instanceof ConfigError ? error.message : error instanceof Error ? `boltorezka: ${error.message}` : error)
  process.exit(error instanceof ConfigError ? 78 : 1)
}
