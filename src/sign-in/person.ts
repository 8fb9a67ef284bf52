import type { GroupScope } from '../config/oidc-settings.ts';
import { type Scope, SCOPES } from '../config/scope.ts';

const MAX_NAME = 200;

/** What a provider says of a person: claims by their names. */
export type Claims = Readonly<Record<string, unknown>>;

/** A name for people to read; without one, the provider's id of the person. */
export function nameOf(claims: Claims, subject: string): string {
  const names = ['name', 'preferred_username', 'email'].map((claim) => claims[claim]);
  const name = names.find((value): value is string => typeof value === 'string' && value.trim() !== '') ?? subject;
  return name.trim().slice(0, MAX_NAME).toWellFormed();
}

/**
 * The groups of a person: a list of texts, or one text. The claim has this very name, or else the name is a path through objects. `null` where
 * the claims say nothing of groups.
 */
export function groupsOf(claims: Claims, claim: string): readonly string[] | null {
  const found = ownValue(claims, claim) ?? claim.split('.').reduce<unknown>(ownValue, claims);
  if (typeof found === 'string') return [found];
  return Array.isArray(found) ? found.filter((group): group is string => typeof group === 'string') : null;
}

/** The highest scope of the groups; `null` where none of them has one. */
export function scopeOfGroups(groups: readonly string[], granted: readonly GroupScope[]): Scope | null {
  const scopes = granted.filter(({ group }) => groups.includes(group)).map(({ scope }) => scope);
  return SCOPES.findLast((scope) => scopes.includes(scope)) ?? null;
}

function ownValue(value: unknown, name: string): unknown {
  const isObject = typeof value === 'object' && value !== null && Object.hasOwn(value, name);
  return isObject ? (value as Claims)[name] : undefined;
}
