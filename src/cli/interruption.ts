import { EXIT } from './exit-code.ts';

export interface InterruptionHandlers {
  /** The first Ctrl-C. */
  readonly first: () => void;
  /** The second; the process ends after it, whatever it does. */
  readonly second: () => Promise<void>;
}

/** Ctrl-C and its kin, from when it is made until it is released: SIGINT, SIGTERM, and a reader of our output that went away. */
export class Interruption {
  readonly #handlers: InterruptionHandlers;
  readonly #release: () => void;
  /** What to exit with, once there was one. */
  code: number | undefined;

  constructor(handlers: InterruptionHandlers) {
    this.#handlers = handlers;
    const onInterrupt = (): void => this.#interrupt(EXIT.interrupted);
    const onTerminate = (): void => this.#interrupt(EXIT.terminated);
    const onBrokenPipe = (error: NodeJS.ErrnoException): void => {
      if (error.code !== 'EPIPE') throw error;
      if (this.code === undefined) onInterrupt();
    };
    process.on('SIGINT', onInterrupt).on('SIGTERM', onTerminate);
    // Stays: the last lines may find out only later that nobody reads them.
    process.stdout.on('error', onBrokenPipe);
    this.#release = () => {
      process.off('SIGINT', onInterrupt).off('SIGTERM', onTerminate);
    };
  }

  release(): void {
    this.#release();
  }

  #interrupt(code: number): void {
    if (this.code === undefined) {
      this.code = code;
      this.#handlers.first();
    } else {
      void this.#handlers.second().finally(() => process.exit(code));
    }
  }
}
