import type { JsonSchema, JsonValue } from '../../evaluation/json.ts';
import { isObject } from './schema-keywords.ts';

/** What a local `$ref` (`#/$defs/item`, RFC 6901) points to; `undefined` for another document or a dead end. */
export function refTarget(root: JsonSchema, ref: string): JsonValue | undefined {
  if (!ref.startsWith('#')) return undefined;
  let target: JsonValue | undefined = root;
  for (const part of decodeURIComponent(ref).split('/').slice(1)) {
    const key = part.replaceAll('~1', '/').replaceAll('~0', '~');
    if (Array.isArray(target)) target = (target as readonly JsonValue[])[Number(key)];
    else target = isObject(target) ? target[key] : undefined;
  }
  return target;
}
