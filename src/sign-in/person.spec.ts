import { describe, expect, it } from '@jest/globals';
import { groupsOf, nameOf, scopeOfGroups } from './person.ts';

describe('nameOf', () => {
  it.each([
    [{ name: 'Ada Lovelace', email: 'ada@example.org' }, 'Ada Lovelace'],
    [{ name: ' ', preferred_username: 'ada' }, 'ada'],
    [{ name: 7, email: 'ada@example.org' }, 'ada@example.org'],
    [{}, 'subject-1'],
  ])('of %j is %s', (claims, name) => {
    expect(nameOf(claims, 'subject-1')).toBe(name);
  });
});

describe('groupsOf', () => {
  it.each([
    [{ groups: ['a', 7, 'b'] }, 'groups', ['a', 'b']],
    [{ groups: 'a' }, 'groups', ['a']],
    [{ groups: [] }, 'groups', []],
    [{ 'https://example.org/roles': ['a'] }, 'https://example.org/roles', ['a']],
    [{ realm_access: { roles: ['a'] } }, 'realm_access.roles', ['a']],
    [{}, 'groups', null],
    [{ groups: { a: true } }, 'groups', null],
    [{}, 'constructor.name', null],
  ])('of %j by the claim %s are %j', (claims, claim, groups) => {
    expect(groupsOf(claims, claim)).toEqual(groups);
  });
});

describe('scopeOfGroups', () => {
  const granted = [
    { group: 'everybody', scope: 'read' },
    { group: 'ops', scope: 'admin' },
    { group: 'team', scope: 'run' },
  ] as const;

  it.each([
    [['everybody'], 'read'],
    [['team', 'everybody'], 'run'],
    [['everybody', 'ops', 'team'], 'admin'],
    [['Ops', 'others'], null],
    [[], null],
  ])('of %j is the highest: %s', (groups, scope) => {
    expect(scopeOfGroups(groups, granted)).toBe(scope);
  });
});
