import { describe, expect, test } from 'bun:test'
import { Refused } from '#protocol/errors'
import { may, requireMayDisable, requireRoleChange } from './permissions'
import { openOwner } from './owner'

const options = { email: 'Owner@example.org', setupCode: 'code-of-the-first-start' }
const codeOf = (work: () => unknown): string => {
  try {
    work()
  } catch (error) {
    if (error instanceof Refused) return error.code
    throw error
  }
  return 'ok'
}

describe('the owner', () => {
  const { setupCode } = options
  const owner = openOwner(options)

  test('is super admin from this machine, whatever the case of the e-mail', () => {
    expect(owner.roleOf({ email: 'owner@EXAMPLE.org', local: true })).toBe('super_admin')
  })
  test('is super admin from elsewhere with the set-up code', () => {
    expect(owner.roleOf({ email: 'owner@example.org', local: false, setupCode })).toBe('super_admin')
  })
  test('is refused from elsewhere without it, with a wrong one, and where no code is set', () => {
    for (const wrong of [undefined, '', 'wrong'])
      expect(codeOf(() => owner.roleOf({ email: 'owner@example.org', local: false, setupCode: wrong }))).toBe('forbidden')
    const uncoded = openOwner({ email: options.email })
    expect(codeOf(() => uncoded.roleOf({ email: options.email, local: false, setupCode: '' }))).toBe('forbidden')
  })
  test('is nobody else: a code with another e-mail is refused, an e-mail without a code is a user', () => {
    expect(codeOf(() => owner.roleOf({ email: 'other@example.org', local: true, setupCode }))).toBe('forbidden')
    expect(owner.roleOf({ email: 'other@example.org', local: true })).toBe('user')
    expect(openOwner({}).roleOf({ email: 'other@example.org', local: true })).toBe('user')
  })
  test('is whoever has the code where no e-mail is named, and the code is spent with that', () => {
    const unnamed = openOwner({ setupCode })
    expect(unnamed.roleOf({ email: 'first@example.org', local: false, setupCode })).toBe('super_admin')
    unnamed.settled()
    expect(codeOf(() => unnamed.roleOf({ email: 'second@example.org', local: true, setupCode }))).toBe('forbidden')
  })
})

describe('permissions', () => {
  test('only a super admin promotes, only admins and above create rooms', () => {
    expect((['user', 'admin', 'super_admin'] as const).map((role) => may(role, 'users.promote'))).toEqual([false, false, true])
    expect((['user', 'admin', 'super_admin'] as const).map((role) => may(role, 'rooms.create'))).toEqual([false, true, true])
  })
  test('the role of the super admin stays', () => {
    expect(codeOf(() => requireRoleChange('user'))).toBe('ok')
    expect(codeOf(() => requireRoleChange('admin'))).toBe('ok')
    expect(codeOf(() => requireRoleChange('super_admin'))).toBe('conflict')
  })
  test('an admin disables users, not peers, not the super admin, not themselves', () => {
    const admin = { id: 'a', role: 'admin' } as const
    expect(codeOf(() => requireMayDisable(admin, { id: 'b', role: 'user' }))).toBe('ok')
    expect(codeOf(() => requireMayDisable(admin, { id: 'b', role: 'admin' }))).toBe('forbidden')
    expect(codeOf(() => requireMayDisable(admin, { id: 'b', role: 'super_admin' }))).toBe('conflict')
    expect(codeOf(() => requireMayDisable(admin, admin))).toBe('conflict')
    expect(codeOf(() => requireMayDisable({ id: 's', role: 'super_admin' }, admin))).toBe('ok')
    expect(codeOf(() => requireMayDisable({ id: 'u', role: 'user' }, { id: 'b', role: 'user' }))).toBe('forbidden')
  })
})
