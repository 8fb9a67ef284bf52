import { StringDecoder } from 'node:string_decoder';

/** How much of what one process prints is passed on. */
const MAX_PASSED_CHARS = 1024 * 1024;
/** A line without an end is passed on in pieces. */
const MAX_LINE_CHARS = 16 * 1024;
/** Kept for the message about a process that ended. */
const KEPT_CHARS = 4_000;

/**
 * What the code of a project prints, on its way to the log: in whole lines, and up to a bound. What is beyond it, or was lost with its
 * process, is counted, and said at the end.
 */
export class ProgramOutput {
  readonly #pass: (lines: string) => void;
  #passed = 0;
  #droppedBytes = 0;
  #last = '';
  readonly #partial: PartialLine[] = [];

  constructor(pass: (lines: string) => void) {
    this.#pass = pass;
  }

  /** The last that was printed. */
  get last(): string {
    return this.#last;
  }

  /** Takes what is printed to one stream from now on. */
  addStream(stream: NodeJS.ReadableStream): void {
    const partial = new PartialLine();
    this.#partial.push(partial);
    stream.on('data', (bytes: Buffer) => {
      const text = partial.decode(bytes);
      this.#last = (this.#last + text).slice(-KEPT_CHARS);
      if (this.#passed >= MAX_PASSED_CHARS) this.#droppedBytes += bytes.length;
      else this.#passOn(partial.linesWith(text));
    });
  }

  /** So many bytes were lost on their way. */
  lose(bytes: number): void {
    this.#droppedBytes += bytes;
  }

  /** Passes on what is left, and says what is missing. */
  end(): void {
    for (const partial of this.#partial) this.#passOn(partial.rest());
    if (this.#droppedBytes > 0) {
      this.#pass(
        `… ${this.#droppedBytes} bytes more that the project printed are not in this log: a process may print ${MAX_PASSED_CHARS}`,
      );
    }
    this.#droppedBytes = 0;
  }

  #passOn(lines: string): void {
    if (lines === '') return;
    const kept = lines.slice(0, MAX_PASSED_CHARS - this.#passed);
    this.#passed += lines.length;
    this.#droppedBytes += Buffer.byteLength(lines.slice(kept.length));
    if (kept !== '') this.#pass(kept.trimEnd());
  }
}

/** The beginning of a line whose end has not come yet. */
class PartialLine {
  readonly #decoder = new StringDecoder('utf8');
  #text = '';

  decode(bytes: Buffer): string {
    return this.#decoder.write(bytes);
  }

  /** The lines that end with this text. */
  linesWith(text: string): string {
    const all = this.#text + text;
    const end = all.length > MAX_LINE_CHARS ? all.length : all.lastIndexOf('\n') + 1;
    this.#text = all.slice(end);
    return all.slice(0, end);
  }

  rest(): string {
    const text = this.#text;
    this.#text = '';
    return text;
  }
}
