import type { Draws } from '../draws.ts';
import type { FuzzServer } from '../fuzz-server.ts';

/** How an input was taken. */
export interface Outcome {
  /** `2xx` where it was taken, otherwise the status or the name of the error. */
  readonly answer: string;
  /** What should not have happened; `null` for nothing. */
  readonly fault: string | null;
  /** What was given. */
  readonly sent: string;
}

/** What broken inputs of a kind are given to. */
export interface InputReader {
  read(draws: Draws, number: number): Promise<Outcome>;
  close(): Promise<void>;
}

export interface InputKind {
  readonly name: string;
  /** Of all inputs. */
  readonly share: number;
  readonly open: (server: FuzzServer) => Promise<InputReader>;
}

const OF_JAVASCRIPT = new Set(['Error', 'TypeError', 'RangeError', 'ReferenceError', 'SyntaxError', 'URIError', 'EvalError']);

/** An error is clear if it is one of ours, made for the person who reads it. */
export function outcomeOfError(error: unknown, sent: string): Outcome {
  if (!(error instanceof Error)) return { answer: 'thrown', fault: `what was thrown is no error: ${String(error)}`, sent };
  const isClear = !OF_JAVASCRIPT.has(error.name) && error.message !== '';
  return { answer: error.name, fault: isClear ? null : `an error of JavaScript: ${error.stack ?? error.message}`, sent };
}
