import { existsSync, readFileSync } from 'node:fs'
import sax from 'sax'

/**
 * What one run of Bun's tests counted, read from its JUnit report: a list of files, each with what passed, failed and was skipped
 * in it and the failures as `{ name, message }`. A report that is not there has no files.
 */
export function readReport(path) {
  const files = []
  const within = []
  let test
  const xml = sax.parser(true)
  xml.onopentag = ({ name, attributes }) => {
    // a file holds its describes, which are named testsuite as well
    if (name === 'testsuite' && within.push(attributes.name) === 1)
      files.push({ file: attributes.file, passed: 0, failed: 0, skipped: 0, failures: [] })
    if (name === 'testcase') test = { name: [...within.slice(1), attributes.name].join(' > '), skipped: false, failure: undefined }
    if (name === 'failure' || name === 'error') test.failure = attributes.message ?? attributes.type
    if (name === 'skipped') test.skipped = true
  }
  xml.onclosetag = (name) => {
    if (name === 'testsuite') within.pop()
    if (name !== 'testcase') return
    const file = files.at(-1)
    if (test.skipped) file.skipped += 1
    else if (test.failure === undefined) file.passed += 1
    else {
      file.failed += 1
      file.failures.push({ name: test.name, message: test.failure })
    }
  }
  if (existsSync(path)) xml.write(readFileSync(path, 'utf8')).close()
  return files
}
