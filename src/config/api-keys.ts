import { createHash } from 'node:crypto';
import { z, type ZodType } from 'zod';
import { type Scope, SCOPES } from './scope.ts';

/** A key that the configuration names. The key itself is not kept, so that nothing can show it. */
export interface ConfiguredKey {
  readonly name: string;
  readonly scope: Scope;
  /** Hex, of the key's UTF-8 bytes. */
  readonly sha256: string;
  /** Whether it has so few characters that it might be guessed. */
  readonly isShort: boolean;
}

const FORM = /^(?<key>[!-9;-~]+):(?<scope>read|run|admin)(?::(?<name>[\w.-]{1,64}))?$/;

const FEW_CHARACTERS = 20;

/** The names and scopes that `ASSAY_API_KEYS` may have, in words. */
export const API_KEYS_FORM = `key:scope or key:scope:name, separated by commas, with a scope of ${SCOPES.join(', ')}, each key and name once`;

/** A comma-separated list of keys, or an array of parsed ones. */
export function apiKeys(): ZodType<readonly ConfiguredKey[]> {
  const key = z.object({
    name: z.string(),
    scope: z.enum(SCOPES),
    sha256: z.string().regex(/^[\da-f]{64}$/),
    isShort: z.boolean(),
  });
  const item = z.string().regex(FORM);
  const list = z
    .string()
    .transform((text) => text.split(',').map((part) => part.trim()))
    .pipe(z.array(item))
    .transform((items) => items.map(configuredKey));
  return z.union([z.array(key), list]).refine(isDistinct);
}

function configuredKey(item: string, index: number): ConfiguredKey {
  const { key = '', scope, name = `environment-${index + 1}` } = FORM.exec(item)?.groups ?? {};
  const sha256 = createHash('sha256').update(key).digest('hex');
  return { name, scope: scope as Scope, sha256, isShort: key.length < FEW_CHARACTERS };
}

function isDistinct(keys: readonly ConfiguredKey[]): boolean {
  return (['name', 'sha256'] as const).every((field) => new Set(keys.map((key) => key[field])).size === keys.length);
}
