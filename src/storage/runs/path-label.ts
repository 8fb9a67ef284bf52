/** What lies at a dot path of an example, as the name of a cluster; `null` where nothing does. */
export function pathLabel(example: unknown, path: string): string | null {
  let value = example;
  for (const name of path.split('.')) {
    if (typeof value !== 'object' || value === null || !Object.hasOwn(value, name)) return null;
    value = (value as Readonly<Record<string, unknown>>)[name];
  }
  if (typeof value === 'string') return value;
  return value === null || value === undefined ? null : JSON.stringify(value);
}
