import { MultiBar } from 'cli-progress';
import { shortened, textWidth } from './fitted-text.ts';
import type { Terminal } from './terminal.ts';

const BAR_CHARS = 24;
const LEAST_BAR_CHARS = 6;
const SEPARATOR = ' · ';
/** Interval between lines when the output is not a terminal. */
const LINE_MS = 5_000;

/** The present state of some work. */
export interface LiveText {
  readonly title: () => string;
  /** The part of the work that is done, from 0 to 1. */
  readonly share: () => number;
  /** What to say of it, in parts: those of the highest rank are left out first where there is no room, those of rank 0 are never. */
  readonly parts: () => readonly LivePart[];
}

export interface LivePart {
  readonly text: string;
  readonly rank: number;
}

/** Progress on one line of `terminal.err` that is redrawn; without a terminal, a new line every few seconds. */
export class LiveLine {
  readonly #live: LiveText;
  readonly #terminal: Terminal;
  readonly #bar: MultiBar | null;
  readonly #timer: NodeJS.Timeout | undefined;

  constructor(live: LiveText, terminal: Terminal) {
    this.#live = live;
    this.#terminal = terminal;
    this.#bar = terminal.isLive ? this.#newBar() : null;
    this.#bar?.create(1, 0);
    if (!terminal.isLive) this.#timer = setInterval(() => this.#writeLine(), LINE_MS).unref();
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
      format: () => liveLine(this.#live, this.#terminal.errColumns - 1),
      hideCursor: true,
      // The handler of Ctrl-C stops the bar.
      gracefulExit: false,
      forceRedraw: true,
      stream: this.#terminal.err,
    });
  }

  #writeLine(): void {
    this.#terminal.err.write(`${this.#live.title()} ${joined(this.#live.parts())}\n`);
  }
}

/** Title, bar and text in at most so many columns: the bar gives way first, then what matters least. */
export function liveLine(live: LiveText, columns: number): string {
  const title = live.title();
  const rest = columns - textWidth(title) - 2;
  const text = fitted(live.parts(), rest - LEAST_BAR_CHARS);
  const bar = Math.min(BAR_CHARS, rest - textWidth(text));
  const done = Math.round(live.share() * bar);
  return `${title} ${'█'.repeat(done)}${'░'.repeat(bar - done)} ${text}`;
}

function fitted(parts: readonly LivePart[], columns: number): string {
  const text = joined(parts);
  if (textWidth(text) <= columns) return text;
  const least = Math.max(...parts.map(({ rank }) => rank));
  if (least === 0) return shortened(text, columns);
  return fitted(
    parts.filter(({ rank }) => rank < least),
    columns,
  );
}

/** All of it, in a line. */
export function joined(parts: readonly LivePart[]): string {
  return parts.map(({ text }) => text).join(SEPARATOR);
}
