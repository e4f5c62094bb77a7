import { describe, expect, test } from 'bun:test'
import { openPasswords } from './passwords'

describe('passwords', () => {
  test('a hash is argon2id and fits only its password', async () => {
    const passwords = openPasswords()
    const hash = await passwords.hash('correct horse')
    expect(hash).toStartWith('$argon2id$')
    expect(await passwords.verify('correct horse', hash)).toBe(true)
    expect(await passwords.verify('correct horsf', hash)).toBe(false)
  })

  test('the same letters composed differently are the same password', async () => {
    const passwords = openPasswords()
    expect(await passwords.verify('пароль-e\u0301', await passwords.hash('пароль-\u00e9'))).toBe(true)
  })

  test('nobody of that name never fits, and costs what a wrong password costs', async () => {
    const passwords = openPasswords()
    const hash = await passwords.hash('correct horse')
    await passwords.verify('warm', null)
    const time = async (known: string | null): Promise<number> => {
      const samples: number[] = []
      for (let i = 0; i < 7; i++) {
        const start = performance.now()
        expect(await passwords.verify('wrong', known)).toBe(false)
        samples.push(performance.now() - start)
      }
      return Math.min(...samples)
    }
    const [unknown, wrong] = [await time(null), await time(hash)]
    expect(unknown / wrong).toBeGreaterThan(0.5)
    expect(unknown / wrong).toBeLessThan(2)
  })

  test('beyond the line the answer is busy, and those in line are served', async () => {
    const passwords = openPasswords({ atOnce: 1, waiting: 2 })
    const asked = Array.from({ length: 5 }, () => passwords.hash('x').catch((error: unknown) => error))
    const answers = await Promise.all(asked)
    expect(answers.filter((answer) => typeof answer === 'string')).toHaveLength(3)
    expect(answers.slice(3)).toEqual([
      expect.objectContaining({ code: 'busy', retryAfterMs: 1000 }),
      expect.objectContaining({ code: 'busy', retryAfterMs: 1000 }),
    ])
    expect(await passwords.hash('x')).toBeString()
  })
})
