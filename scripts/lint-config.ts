/** Generates .oxlintrc.json from the import table. `bun scripts/lint-config.ts` writes it; a test fails when it is stale. */
import { join } from 'node:path'
import { above, importTable, inBrowsers, packageTable } from './import-table'

const path = join(import.meta.dir, '..', '.oxlintrc.json')
const folders = Object.keys(importTable)
const escape = (name: string) => name.replaceAll(/[.*+?^${}()|[\]\\/]/g, '\\$&')

type Pattern = { regex: string; message: string }

const parents: Pattern = { regex: '(^|/)\\.\\.(/|$)', message: 'Leave a folder only by its #alias.' }

/** What no file of the folder may import. Its tests may besides use what is above the table, and run under Bun alone. */
function forbidden(folder: string, may: readonly string[], isTest: boolean): Pattern[] {
  const others = [...folders.filter((other) => other !== folder && !may.includes(other)), ...(isTest ? [] : above)]
  const packages = Object.keys(packageTable).filter((name) => !packageTable[name]?.includes(folder))
  const browser = !isTest && inBrowsers.some((name) => name === folder)
  return [
    parents,
    { regex: `^#(${others.map(escape).join('|')})(/|$)`, message: `${folder} may import only: ${may.join(', ') || 'nothing'}.` },
    { regex: `^(${packages.map(escape).join('|')})(/|$)`, message: `${folder} does not use this package: see scripts/import-table.ts.` },
    ...(browser ? [{ regex: '^(node:|bun$|bun:)', message: `${folder} also runs in browsers.` }] : []),
  ]
}

const web = {
  'react/rules-of-hooks': 'error',
  'react/exhaustive-deps': 'error',
  'react/jsx-key': 'error',
  // demands of the React compiler, which we do not use
  'react/refs': 'off',
  'react/incompatible-library': 'off',
  'react/set-state-in-effect': 'off',
}

/** The whole lint configuration. */
export function lintConfig(): object {
  const restrict = (patterns: Pattern[]) => ({ 'no-restricted-imports': ['error', { patterns }] })
  return {
    $schema: './node_modules/oxlint/configuration_schema.json',
    plugins: ['import', 'typescript', 'unicorn', 'oxc'],
    categories: { correctness: 'error' },
    rules: {
      'import/no-cycle': ['error', { ignoreTypes: true }],
      'import/no-default-export': 'off',
      'max-lines': ['error', { max: 250, skipBlankLines: false, skipComments: false }],
      'typescript/consistent-type-imports': 'error',
      'typescript/no-explicit-any': 'error',
      'typescript/no-floating-promises': 'error',
      'typescript/no-misused-promises': ['error', { checksVoidReturn: false }],
      'typescript/switch-exhaustiveness-check': ['error', { considerDefaultExhaustiveForUnions: true }],
      // these object to code that is right here: functions without this, code points, void as a sentence's end
      'typescript/unbound-method': 'off',
      'typescript/no-misused-spread': 'off',
      'typescript/no-meaningless-void-operator': 'off',
      'typescript/require-array-sort-compare': 'off',
      // a copy to iterate over while the original changes is not useless
      'unicorn/no-useless-spread': 'off',
      eqeqeq: ['error', 'always'],
      ...restrict([parents]),
    },
    overrides: [
      ...Object.entries(importTable).flatMap(([folder, may]) => [
        { files: [`${folder}/**`], rules: restrict(forbidden(folder, may, false)) },
        { files: [`${folder}/**/*.test.ts`, `${folder}/**/*.test.tsx`], rules: restrict(forbidden(folder, may, true)) },
      ]),
      { files: ['web/**'], plugins: ['react'], rules: web },
      { files: ['**/*.test.ts', '**/*.test.tsx', 'test/**', 'bench/**'], rules: { 'typescript/no-explicit-any': 'off' } },
    ],
    ignorePatterns: ['dist/**', '.cache/**', 'data/**'],
  }
}

export const lintConfigText = () => `${JSON.stringify(lintConfig(), null, 2)}\n`

if (import.meta.main) await Bun.write(path, lintConfigText())
