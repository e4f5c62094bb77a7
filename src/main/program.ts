import { describeConfig, readConfig } from '#src/base/config'
import { withEnvFile } from '#src/base/env-file'
import { openLog } from '#src/base/log'
import { openApiText } from '#src/http/openapi'
import { admin } from './admin'
import type { Assets } from './assets'
import { withDatabase } from './database'
import { ending, exitCodes, exitCodesText } from './exit-codes'
import { runServer } from './run-server'
import { version } from './version'

const usage = `boltorezka ${version}

  boltorezka [serve]                        run the server
  boltorezka migrate                        bring the database up to date, without serving
  boltorezka admin create <email> [name]    make an account that is super admin; its password comes from standard input
  boltorezka admin promote <email>          make an account super admin
  boltorezka config                         every setting: value, where it comes from, default, meaning
  boltorezka openapi                        the document of the HTTP interface
  boltorezka version
  boltorezka --help

Settings come from the environment and from .env in the current folder. On the embedded database
migrate and admin need the server stopped.

${exitCodesText}`

async function command(words: readonly string[], assets: Assets): Promise<number> {
  const env = () => withEnvFile(process.env, '.env')
  switch (words[0] ?? 'serve') {
    case 'serve': {
      const config = readConfig(env())
      return runServer(config, openLog({ level: config.logLevel }), assets)
    }
    case 'migrate': {
      const { migrated } = await withDatabase(readConfig(env()), openLog({ level: 'warn' }), assets, async (opened) => opened)
      console.log(migrated === 0 ? 'The database is up to date.' : `Applied ${migrated} migrations.`)
      return exitCodes.done
    }
    case 'admin':
      return admin(readConfig(env()), words.slice(1), assets)
    case 'config':
      printConfig(process.env)
      return exitCodes.done
    case 'openapi':
      console.log(JSON.stringify(JSON.parse(await openApiText()), null, 2))
      return exitCodes.done
    case 'version':
    case '--version':
    case '-v':
      console.log(version)
      return exitCodes.done
    case 'help':
    case '--help':
    case '-h':
      console.log(usage)
      return exitCodes.done
    default:
      console.error(`Unknown command: ${words.join(' ')}\n\n${usage}`)
      return exitCodes.usage
  }
}

function printConfig(own: Readonly<Record<string, string | undefined>>): void {
  const rows = describeConfig(withEnvFile(own, '.env')).map(({ key, value, from, unset, about }) => {
    const source = from === 'environment' && !own[key]?.trim() ? '.env' : from
    return [key, value || '-', source, unset || '-', about]
  })
  const table = [['KEY', 'VALUE', 'SOURCE', 'DEFAULT', 'MEANING'], ...rows]
  const widths = [0, 1, 2, 3].map((column) => Math.max(...table.map((row) => row[column]?.length ?? 0)))
  for (const row of table) console.log(row.map((cell, column) => cell.padEnd(widths[column] ?? 0)).join('  '))
}

/** The whole program: runs the command of the command line and ends the process with its exit code. */
export async function program(assets: Assets): Promise<never> {
  try {
    process.exit(await command(process.argv.slice(2), assets))
  } catch (error) {
    const { code, message } = ending(error)
    console.error(message)
    process.exit(code)
  }
}
