import { environment, type Environment } from '../config/config.ts';
import { wrapped } from './fitted-text.ts';

/** What a table has to know of the place where it is shown. */
export interface Look {
  /** Whether it may have colours. */
  readonly inColour: boolean;
  /** Columns of the terminal; `Infinity` where a file or a program reads. */
  readonly columns: number;
}

/** Where a command writes: results to `out`, which it looks for, everything else to `err`. */
export interface Terminal extends Look {
  readonly out: NodeJS.WritableStream;
  readonly err: NodeJS.WritableStream;
  /** Whether `err` is a terminal on which lines can be redrawn. */
  readonly isLive: boolean;
  /** Columns of `err`, as `columns` is of `out`. */
  readonly errColumns: number;
}

/** Below this nothing can be laid out. */
const LEAST_COLUMNS = 40;

/**
 * This process's terminal. `COLUMNS` sets its width; `NO_COLOR` turns off colours, `FORCE_COLOR` turns them on, also where a program
 * reads; `TERM=dumb` turns off colours and redrawing. The width is looked up each time: windows change.
 */
export function processTerminal(env: Environment = environment): Terminal {
  const { stdout: out, stderr: err } = process;
  const canDraw = env.TERM !== 'dumb';
  return {
    out,
    err,
    isLive: err.isTTY && canDraw,
    inColour: hasColours(out, env, canDraw),
    get columns() {
      return columnsOf(out, env);
    },
    get errColumns() {
      return columnsOf(err, env);
    },
  };
}

function hasColours({ isTTY }: { readonly isTTY: boolean }, env: Environment, canDraw: boolean): boolean {
  const forced = env.FORCE_COLOR;
  if (forced !== undefined && forced !== '') return !['0', 'false'].includes(forced);
  return isTTY && canDraw && (env.NO_COLOR ?? '') === '';
}

function columnsOf({ isTTY, columns }: NodeJS.WriteStream, env: Environment): number {
  const asked = /^[1-9]\d{0,3}$/.test(env.COLUMNS ?? '') ? Number(env.COLUMNS) : undefined;
  // A pseudo-terminal of a program may say that it has no columns.
  const known = asked ?? (isTTY ? columns || 80 : Infinity);
  return Math.max(LEAST_COLUMNS, known);
}

/** Writes a line to `err`, above the line that is redrawn there. Commands and addresses are whole in it, to be copied. */
export function writeLine({ err, isLive }: Terminal, text: string): void {
  err.write(isLive ? `\r\u001B[K${text}\n` : `${text}\n`);
}

/** Writes sentences to `err` in lines that end between words. */
export function writeSentence(terminal: Terminal, text: string): void {
  writeLine(terminal, wrapped(text, terminal.errColumns));
}
