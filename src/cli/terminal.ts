import { environment, type Environment } from '../config/environment.ts';

/** Where a command writes: results to `out`, all else to `err`. */
export interface Terminal {
  readonly out: NodeJS.WritableStream;
  readonly err: NodeJS.WritableStream;
  /** Whether somebody watches `err`, and lines may be drawn over. */
  readonly isLive: boolean;
  /** Whether `out` may have colours. */
  readonly inColour: boolean;
}

/** This process's terminal. `NO_COLOR` takes the colours out, `TERM=dumb` the drawing too. */
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

/** Writes a line to `err`, above whatever is drawn there. */
export function writeLine({ err, isLive }: Terminal, text: string): void {
  err.write(isLive ? `\r\u001B[K${text}\n` : `${text}\n`);
}
