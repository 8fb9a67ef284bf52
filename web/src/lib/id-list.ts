/** Ids in one parameter of an address, such as `a,b`. A comma or a percent sign within an id is escaped. */
export function idListText(ids: Iterable<string>): string {
  return [...ids].map((id) => id.replaceAll('%', '%25').replaceAll(',', '%2C')).join(',');
}

/** The ids of such a parameter. */
export function idListOf(text: string): readonly string[] {
  return text
    .split(',')
    .filter((id) => id !== '')
    .map((id) => id.replaceAll('%2C', ',').replaceAll('%25', '%'));
}
