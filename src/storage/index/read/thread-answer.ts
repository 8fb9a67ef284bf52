import { cloneableNumbers, clonedNumbers } from '../../../evaluation/number-forms.ts';
import { AssayError, type ErrorCode, UnusableRequestError } from '../../../domain/errors.ts';
import { StaleRowsError } from './stale-rows.error.ts';

/** What came of some work in another thread. Errors lose their fields on the way, so these are sent beside them. */
export type ThreadAnswer<Value> =
  { readonly isDone: true; readonly value: Value } | { readonly isDone: false; readonly failure: ThreadFailure };

interface ThreadFailure {
  readonly message: string;
  readonly stack: string | undefined;
  /** Of an error that is for the person who asked. */
  readonly code: ErrorCode | null;
  /** Of an error of SQLite. */
  readonly errcode: number | null;
  readonly isStale: boolean;
}

/** Does some work in this thread, for another one. */
export function threadAnswer<Value>(work: () => Value): ThreadAnswer<Value> {
  try {
    return { isDone: true, value: cloneableNumbers(work()) };
  } catch (error) {
    if (!(error instanceof Error)) throw error;
    return { isDone: false, failure: failureOf(error) };
  }
}

/** What the other thread returned. Throws what it threw, so that it can be recognised. */
export function valueOfAnswer<Value>(answer: ThreadAnswer<Value>): Value {
  if (answer.isDone) return clonedNumbers(answer.value);
  throw errorOf(answer.failure);
}

function failureOf(error: Error): ThreadFailure {
  return {
    message: error.message,
    stack: error.stack,
    code: error instanceof AssayError ? error.code : null,
    errcode: 'errcode' in error && typeof error.errcode === 'number' ? error.errcode : null,
    isStale: error instanceof StaleRowsError,
  };
}

function errorOf({ message, stack, code, errcode, isStale }: ThreadFailure): Error {
  if (isStale) return new StaleRowsError(message);
  if (code === 'unusable_request') return new UnusableRequestError(message);
  if (code !== null) return new AssayError(code, message);
  const error = new Error(message);
  if (stack !== undefined) error.stack = stack;
  return errcode === null ? error : Object.assign(error, { code: 'ERR_SQLITE_ERROR', errcode });
}
