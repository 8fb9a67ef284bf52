import { ApiError } from '../client/api-error.ts';
import { AssayError, type ErrorCode, JobNotFoundError, RunNotFoundError } from '../domain/errors.ts';
import { InvalidRequestError } from '../http/invalid-request.error.ts';
import { visibleText } from '../evaluation/visible-text.ts';
import { clientKey } from './api-key.ts';
import { type Terminal, writeSentence } from './terminal.ts';

/** How a command ends, for scripts. */
export const EXIT = {
  done: 0,
  /** The job failed or was cancelled, or the server could not be used. */
  failed: 1,
  /** Wrong options, or names that can't be used. */
  unusable: 2,
  /** Done, but below `--fail-under`. */
  belowThreshold: 3,
  interrupted: 130,
  terminated: 143,
} as const;

/** The part of a command's help about them. */
export const EXIT_CODES_HELP = `
Exit codes: 0 done, 1 the job failed or the server could not be used, 2 wrong options or names that can't be used,
3 below --fail-under, 130 interrupted by Ctrl-C.`;

const UNUSABLE: ReadonlySet<ErrorCode> = new Set(['unusable_request', 'unsuitable_option', 'ambiguous_name']);

/** The exit code for an error that the user should read; `undefined` for a fault of Assay. */
export function exitCodeOf(error: unknown): number | undefined {
  if (error instanceof ApiError) return error.status === 400 || error.status === 422 ? EXIT.unusable : EXIT.failed;
  if (error instanceof InvalidRequestError) return EXIT.unusable;
  if (error instanceof AssayError) return UNUSABLE.has(error.code) ? EXIT.unusable : EXIT.failed;
  return undefined;
}

/** Prints an error that the user should read and sets the exit code of the process. A fault of Assay is thrown again. */
export function failWith(error: unknown, terminal: Terminal): void {
  const code = exitCodeOf(error);
  if (code === undefined) throw error;
  writeSentence(terminal, `error: ${visibleText(errorText(error as Error))}`);
  process.exitCode = code;
}

const KEY_ADVICE = 'A command takes its key from --api-key-file or ASSAY_API_KEY.';

const ELSEWHERE = '--projects-root names another folder of projects, --server a server.';

/** What an error says; of a name that is not there also what was looked for, and without a server how to look elsewhere. */
export function errorText(error: Error): string {
  const { message } = error;
  if (error instanceof ApiError) {
    if (error.status === 401 && clientKey() === undefined) return `${message} ${KEY_ADVICE}`;
    return error.hint === undefined ? message : `${message}. ${error.hint}`;
  }
  const hint = error instanceof JobNotFoundError || error instanceof RunNotFoundError ? error.advice?.hint : undefined;
  return hint === undefined ? message : `${message}. ${hint} ${ELSEWHERE}`;
}
