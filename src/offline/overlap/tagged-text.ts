import type { JsonValue } from '../../evaluation/json.ts';

/** The strings in a region: the values of its JSON where it is a JSON object or list, else the region as it is. */
export function stringsOf(region: string): readonly string[] {
  if (!/^[[{]/.test(region)) return [region];
  try {
    return strings(JSON.parse(region) as JsonValue);
  } catch {
    return [region];
  }
}

function strings(value: JsonValue): string[] {
  if (typeof value === 'string') return [value];
  if (typeof value !== 'object' || value === null) return [];
  return Object.values(value).flatMap((part: JsonValue) => strings(part));
}

/**
 * What stands in the last pair of tags with one of the names (`<inputs>…</inputs>`), the names tried in their order; `null`
 * where there is no such pair.
 */
export function taggedText(prompt: string, names: readonly string[]): string | null {
  for (const name of names) {
    const end = prompt.lastIndexOf(`</${name}>`);
    const start = end < 0 ? -1 : prompt.lastIndexOf(`<${name}>`, end);
    if (start >= 0) return prompt.slice(start + name.length + 2, end).trim();
  }
  return null;
}
