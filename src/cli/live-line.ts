import { MultiBar } from 'cli-progress';
import type { Terminal } from './terminal.ts';

const BAR_CHARS = 24;
/** Interval between lines when the output is not a terminal. */
const LINE_MS = 5_000;

/** The present state of some work. */
export interface LiveText {
  readonly title: () => string;
  /** The part of the work that is done, from 0 to 1. */
  readonly share: () => number;
  readonly text: () => string;
}

/** Progress on one line of `terminal.err` that is redrawn; without a terminal, a new line every few seconds. */
export class LiveLine {
  readonly #live: LiveText;
  readonly #err: NodeJS.WritableStream;
  readonly #bar: MultiBar | null;
  readonly #timer: NodeJS.Timeout | undefined;

  constructor(live: LiveText, { err, isLive }: Terminal) {
    this.#live = live;
    this.#err = err;
    this.#bar = isLive ? this.#newBar() : null;
    this.#bar?.create(1, 0);
    if (!isLive) this.#timer = setInterval(() => this.#writeLine(), LINE_MS).unref();
  }

  /** Stops drawing and leaves the line as it is. */
  stop(): void {
    clearInterval(this.#timer);
    if (this.#bar === null) this.#writeLine();
    this.#bar?.stop();
  }

  #newBar(): MultiBar {
    // Unlike SingleBar, MultiBar leaves the cursor where it is, so that lines can be written above it.
    return new MultiBar({
      format: () => {
        const done = Math.round(this.#live.share() * BAR_CHARS);
        return `${this.#live.title()} ${'█'.repeat(done)}${'░'.repeat(BAR_CHARS - done)} ${this.#live.text()}`;
      },
      hideCursor: true,
      // The handler of Ctrl-C stops the bar.
      gracefulExit: false,
      forceRedraw: true,
      stream: this.#err,
    });
  }

  #writeLine(): void {
    this.#err.write(`${this.#live.title()} ${this.#live.text()}\n`);
  }
}
