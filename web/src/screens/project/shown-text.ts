/** A value of a dataset in a line: a text as it is, anything else as JSON, nothing as a dash. */
export function shownText(value: unknown): string {
  if (value === null || value === undefined) return '–';
  return typeof value === 'string' ? value : JSON.stringify(value);
}
