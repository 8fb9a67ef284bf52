import { MultiBar } from 'cli-progress';
import type { Terminal } from './terminal.ts';

const BAR_CHARS = 24;
/** Where nothing can be drawn over, a line in so long. */
const LINE_MS = 5_000;

/** What is under way, as it is now. */
export interface LiveText {
  readonly title: () => string;
  /** Of the work that is done, from 0 to 1. */
  readonly share: () => number;
  readonly text: () => string;
}

/** How far something is, on one line of `terminal.err` that is drawn again and again; off a terminal, a line every few seconds. */
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

  /** Leaves the line as it is now. */
  stop(): void {
    clearInterval(this.#timer);
    if (this.#bar === null) this.#writeLine();
    this.#bar?.stop();
  }

  #newBar(): MultiBar {
    // Of the two kinds of bar this one leaves the cursor where it is, so that lines may be written above it.
    return new MultiBar({
      format: () => {
        const done = Math.round(this.#live.share() * BAR_CHARS);
        return `${this.#live.title()} ${'█'.repeat(done)}${'░'.repeat(BAR_CHARS - done)} ${this.#live.text()}`;
      },
      hideCursor: true,
      // Whoever handles Ctrl-C stops the bar.
      gracefulExit: false,
      forceRedraw: true,
      stream: this.#err,
    });
  }

  #writeLine(): void {
    this.#err.write(`${this.#live.title()} ${this.#live.text()}\n`);
  }
}
