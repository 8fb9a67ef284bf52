/** What Python would raise: `kind` is its class, such as `TypeError` or `ValueError`, the message what it says. */
export class PythonError extends Error {
  override readonly name = 'PythonError';
  readonly kind: string;

  constructor(kind: string, message: string) {
    super(message);
    this.kind = kind;
  }
}

/** A template met something that has no value. `what` is how the template wrote it, as far as it has a name. */
export class UndefinedError extends Error {
  override readonly name = 'UndefinedError';
  readonly what: string;

  constructor(what: string) {
    super(`${what} is undefined`);
    this.what = what;
  }
}

export function typeFault(message: string): PythonError {
  return new PythonError('TypeError', message);
}

export function valueFault(message: string): PythonError {
  return new PythonError('ValueError', message);
}
