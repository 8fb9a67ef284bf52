import { environment, type Environment } from '../config/config.ts';

/** Where a command writes: results to `out`, everything else to `err`. */
export interface Terminal {
  readonly out: NodeJS.WritableStream;
  readonly err: NodeJS.WritableStream;
  /** Whether `err` is a terminal on which lines can be redrawn. */
  readonly isLive: boolean;
  /** Whether `out` may have colours. */
  readonly inColour: boolean;
}

/** This process's terminal. `NO_COLOR` turns off colours, `TERM=dumb` redrawing too. */
export function processTerminal(env: Environment = environment): Terminal {
  const { stdout: out, stderr: err } = process;
  const canDraw = env.TERM !== 'dumb';
  return {
    out,
    err,
    isLive: err.isTTY && canDraw,
    inColour: out.isTTY && canDraw && (env.NO_COLOR ?? '') === '',
  };
}

/** Writes a line to `err`, above the line that is redrawn there. */
export function writeLine({ err, isLive }: Terminal, text: string): void {
  err.write(isLive ? `\r\u001B[K${text}\n` : `${text}\n`);
}
