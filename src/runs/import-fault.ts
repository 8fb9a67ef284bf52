/** What is wrong with a field of an import; whoever reads the body knows where the field is. */
export class ImportError extends Error {
  override readonly name = 'ImportError';
  /** Such as `scores.accuracy`; empty for the whole. */
  readonly path: string;

  constructor(path: string, message: string) {
    super(message);
    this.path = path;
  }
}

/** What a value is, in a few words. */
export function shownValue(value: unknown): string {
  if (value === undefined) return 'it is missing';
  const text = JSON.stringify(value) as string | undefined;
  return `it is ${text === undefined ? typeof value : text.length > 60 ? `${text.slice(0, 60)}…` : text}`;
}

/** The fields of a JSON object; a fault for anything else. */
export function objectFields(value: unknown, path: string): Readonly<Record<string, unknown>> {
  if (typeof value === 'object' && value !== null && !Array.isArray(value)) return value as Readonly<Record<string, unknown>>;
  throw new ImportError(path, `must be a JSON object; ${shownValue(value)}`);
}

/** A string of 1 to `maxLength` characters, whole ones; a fault for anything else. */
export function textField(value: unknown, path: string, maxLength: number): string {
  if (typeof value === 'string' && value !== '' && value.length <= maxLength && value.isWellFormed()) return value;
  throw new ImportError(path, `must be a non-empty string of at most ${maxLength} characters; ${shownValue(value)}`);
}
