import { EXIT } from './exit-code.ts';

export interface InterruptionHandlers {
  /** The first Ctrl-C. */
  readonly first: () => void;
  /** The second; the process exits once it has settled. */
  readonly second: () => Promise<void>;
}

/** Notices Ctrl-C and the like until it is released: SIGINT, SIGTERM, and a reader of the output that went away. */
export class Interruption {
  readonly #handlers: InterruptionHandlers;
  readonly #release: () => void;
  /** The exit code, once an interruption came. */
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
    // Never removed: the last lines may be written after the release, and fail.
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
