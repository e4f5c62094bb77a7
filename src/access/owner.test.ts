import { describe, expect, test } from 'bun:test'
import { Refused } from '#protocol/errors'
import { may, requireMayDisable, requireRoleChange } from './permissions'
import { roleOfNewcomer } from './owner'

const rule = { email: 'Owner@example.org', setupCode: 'code-of-the-first-start' }
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
  test('is super admin from this machine, whatever the case of the e-mail', () => {
    expect(roleOfNewcomer(rule, { email: 'owner@EXAMPLE.org', local: true })).toBe('super_admin')
  })
  test('is super admin from elsewhere with the set-up code', () => {
    expect(roleOfNewcomer(rule, { email: 'owner@example.org', local: false, setupCode: rule.setupCode })).toBe('super_admin')
  })
  test('is refused from elsewhere without it, with a wrong one, and where no code is set', () => {
    for (const setupCode of [undefined, '', 'wrong'])
      expect(codeOf(() => roleOfNewcomer(rule, { email: 'owner@example.org', local: false, setupCode }))).toBe('forbidden')
    expect(codeOf(() => roleOfNewcomer({ email: rule.email }, { email: rule.email, local: false, setupCode: '' }))).toBe('forbidden')
  })
  test('nobody else becomes more than a user', () => {
    expect(roleOfNewcomer(rule, { email: 'other@example.org', local: true, setupCode: rule.setupCode })).toBe('user')
    expect(roleOfNewcomer({}, { email: 'other@example.org', local: true })).toBe('user')
  })
})

describe('permissions', () => {
  test('only a super admin promotes, only admins and above create rooms', () => {
    expect((['user', 'admin', 'super_admin'] as const).map((role) => may(role, 'users.promote'))).toEqual([false, false, true])
    expect((['user', 'admin', 'super_admin'] as const).map((role) => may(role, 'rooms.create'))).toEqual([false, true, true])
  })
  test('the super admin is not demoted, and a change changes something', () => {
    expect(codeOf(() => requireRoleChange('user', 'admin'))).toBe('ok')
    expect(codeOf(() => requireRoleChange('admin', 'user'))).toBe('ok')
    expect(codeOf(() => requireRoleChange('super_admin', 'user'))).toBe('conflict')
    expect(codeOf(() => requireRoleChange('super_admin', 'admin'))).toBe('conflict')
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
