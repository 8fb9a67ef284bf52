/** What a key may do, from the least to the most: each includes those before it. */
export const SCOPES = ['read', 'run', 'admin'] as const;

/** `read` looks at everything, `run` also starts and adds, `admin` also deletes. */
export type Scope = (typeof SCOPES)[number];

/** Whether whoever holds a scope may do what needs another. */
export function includesScope(held: Scope, needed: Scope): boolean {
  return SCOPES.indexOf(held) >= SCOPES.indexOf(needed);
}
