/** Changes to the query of the address; `null` and the empty string take a parameter out. */
export type AddressChange = Readonly<Record<string, string | number | boolean | null | undefined>>;

/** The query with these parameters changed; the others stay. */
export function changedQuery(query: URLSearchParams, change: AddressChange): URLSearchParams {
  const changed = new URLSearchParams(query);
  for (const [name, value] of Object.entries(change)) {
    if (value === null || value === undefined || value === '' || value === false) changed.delete(name);
    else changed.set(name, String(value));
  }
  return changed;
}

/** A path with its query, if there is one. Commas and colons stay readable. */
export function withQuery(path: string, query: URLSearchParams): string {
  const text = query.toString().replaceAll('%2C', ',').replaceAll('%3A', ':');
  return text === '' ? path : `${path}?${text}`;
}
