/** Says what came of all suites: every failure by name, the suites, and the sum as the last line. */
export function summary(outcomes) {
  const failures = outcomes.flatMap(({ files }) => files.flatMap(({ file, failures }) => failures.map((failure) => ({ file, ...failure }))))
  list('Failed', failures)
  list(
    'Unsteady: failed at first, passed when run again alone',
    outcomes.flatMap(({ unsteady }) => unsteady),
  )
  console.log('')
  for (const { name, passed, failed, skipped, unsteady, note, seconds } of outcomes) {
    const extra = [skipped ? `${skipped} skipped` : null, unsteady.length > 0 ? `${unsteady.length} unsteady` : null, note]
    const words = extra.filter(Boolean).map((part) => `, ${part}`)
    console.log(
      `${name.padEnd(14)} ${String(passed).padStart(5)} passed ${String(failed).padStart(4)} failed  ${seconds.toFixed(1)} s${words.join('')}`,
    )
  }
  const sum = (key) => outcomes.reduce((total, outcome) => total + outcome[key], 0)
  console.log(`${sum('passed')} passed, ${sum('failed')} failed`)
}

/** The outcome of what all suites need and could not be made. */
export const missing = (name) => ({
  name,
  files: [],
  unread: [],
  passed: 0,
  failed: 1,
  skipped: 0,
  unsteady: [],
  note: 'see above',
  seconds: 0,
})

function list(title, failures) {
  if (failures.length === 0) return
  console.log(`\n== ${title}`)
  for (const { file, name, message } of failures) console.log(`${file}: ${name}\n${indented(message)}`)
}

const indented = (text) =>
  text
    .trim()
    .split('\n')
    .slice(0, 12)
    .map((line) => `    ${line}`)
    .join('\n')
