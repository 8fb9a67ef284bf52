/** Ids or names in one parameter of an address, such as `a,b`. A comma or a per cent sign within one is escaped. */
export function idListText(ids: Iterable<string>): string {
  return [...ids].map((id) => id.replaceAll(/[%,]/g, (found) => encodeURIComponent(found))).join(',');
}

/** The ids of such a parameter, each once. A hand-made address may have a lone per cent sign. */
export function idListOf(text: string): readonly string[] {
  const ids = text.split(',').filter((id) => id !== '');
  return [...new Set(ids.map((id) => id.replaceAll(/%25|%2C/gi, (found) => decodeURIComponent(found))))];
}

/** The address at which runs are compared, the baseline last. */
export function compareAddress(runIds: Iterable<string>): string {
  return `/compare?runs=${encodeURIComponent(idListText(runIds)).replaceAll('%2C', ',')}`;
}
