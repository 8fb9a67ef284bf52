import { InvalidComparisonError, TooFewRunsError, UnsuitableOptionError } from '../statistics/invalid-comparison.ts';
import { AssayError, UnusableRequestError } from './errors.ts';

/** What a check of the statistics refuses, as errors with a code: `too_few_runs`, `unsuitable_option` or `unusable_request`. */
export function refusing<Result>(check: () => Result): Result {
  try {
    return check();
  } catch (error) {
    if (error instanceof TooFewRunsError) throw new AssayError('too_few_runs', error.message, { cause: error });
    if (error instanceof UnsuitableOptionError) throw new AssayError('unsuitable_option', error.message, { cause: error });
    if (error instanceof InvalidComparisonError) throw new UnusableRequestError(error.message, { cause: error });
    throw error;
  }
}
